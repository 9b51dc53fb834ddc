#!/usr/bin/env node
/** `npm run vm:shell -- ARGS`: sets up what is missing, then opens a shell in the guest: `cfsbench shell ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp();
	await runCli(['shell', ...process.argv.slice(2)]);
});
