#!/usr/bin/env node
/**
 * `npm run lint -- CHECKS`: every static check, or those named. In CI what they use is installed first; a person's machine
 * gets no packages for them, and the checks that lack one say so.
 */
import {runTypeScript, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp({lint: Boolean(process.env.CI)});
	await runTypeScript('scripts/lint.ts', process.argv.slice(2));
});
