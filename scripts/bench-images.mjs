#!/usr/bin/env node
/** `npm run bench:images`: how fast images are made and read, beside openssl, fsverity and tar. */
import {runTypeScript, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp();
	await runTypeScript('src/bench/image-speed.ts', process.argv.slice(2));
});
