#!/usr/bin/env node
/** `npm run bench:loop -- ARGS`: sets up what is missing, then measures the loop from a change to its verdict. */
import {runTypeScript, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp();
	await runTypeScript('src/bench/loop.ts', process.argv.slice(2));
});
