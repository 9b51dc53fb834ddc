#!/usr/bin/env node
/** `npm run fuzz -- ARGS`: sets up what is missing, clang too, then `cfsbench fuzz ARGS`. */
import {buildAddon} from './setup/addon.mjs';
import {runCli, setUp} from './setup/index.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	const args = process.argv.slice(2);
	await setUp({...purposeOf(args), fuzz: true});
	if (!purposeOf(args).onlyTells) await buildAddon();
	await runCli(['fuzz', ...args]);
});
