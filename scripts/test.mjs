#!/usr/bin/env node
/** `npm test -- ARGS`: sets up what is missing, builds the addon, then runs the project's own tests: `ava ARGS`. */
import {buildAddon} from './setup/addon.mjs';
import {runScript, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp({bench: true});
	await buildAddon();
	await runScript('ava/entrypoints/cli.mjs', process.argv.slice(2));
});
