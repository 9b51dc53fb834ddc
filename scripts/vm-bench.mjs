#!/usr/bin/env node
/** `npm run vm:bench -- ARGS`: sets up what is missing, then counts instructions: `cfsbench bench ARGS`. */
import {runCli, setUp} from './setup/index.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	const args = process.argv.slice(2);
	await setUp({...purposeOf(args), bench: true});
	await runCli(['bench', ...args]);
});
