#!/usr/bin/env node
/** `npm run vm:test -- ARGS`: sets up what is missing, then runs the cases: `cfsbench run ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

const args = process.argv.slice(2);

await entry(async () => {
	await setUp(purposeOf(args));
	await runCli(['run', ...args]);
});
