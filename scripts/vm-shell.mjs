#!/usr/bin/env node
/** `npm run vm:shell -- ARGS`: sets up what is missing, then opens a shell in the guest: `cfsbench shell ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	const args = process.argv.slice(2);
	await setUp(purposeOf(args));
	await runCli(['shell', ...args]);
});
