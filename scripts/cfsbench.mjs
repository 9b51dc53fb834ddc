#!/usr/bin/env node
/** The command line. It installs nothing; `npm run vm:test` and `npm test` do. */
import {checkSetUp, runCli} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	checkSetUp();
	await runCli(process.argv.slice(2));
});
