#!/usr/bin/env node
/** `npm run vm:test -- ARGS`: sets up what is missing, then runs the cases: `cfsbench run ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp();
	await runCli(['run', ...process.argv.slice(2)]);
});
