#!/usr/bin/env node
/** `npm run vm:compare -- ARGS`: sets up what is missing, then runs the debate: `cfsbench debate ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	const args = process.argv.slice(2);
	await setUp({...purposeOf(args), bench: true});
	await runCli(['debate', ...args]);
});
