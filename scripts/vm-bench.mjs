#!/usr/bin/env node
/** `npm run vm:bench -- ARGS`: sets up what is missing, then counts instructions: `cfsbench bench ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp();
	await runCli(['bench', ...process.argv.slice(2)]);
});
