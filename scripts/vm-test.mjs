#!/usr/bin/env node
/** `npm run vm:test -- ARGS`: sets up what is missing, then runs the cases: `cfsbench run ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

const args = process.argv.slice(2);
const debugKernel = /(?:^| )--kernel[ =]debug(?: |$)/.test(args.join(' '));

await entry(async () => {
	await setUp({debugKernel});
	await runCli(['run', ...args]);
});
