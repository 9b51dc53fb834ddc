#!/usr/bin/env node
/** `npm run test:mutants -- ARGS`: sets up what is missing, then breaks the driver: `cfsbench mutants ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	const args = process.argv.slice(2);
	await setUp(purposeOf(args));
	await runCli(['mutants', ...args]);
});
