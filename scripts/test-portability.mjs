#!/usr/bin/env node
/**
 * `npm run test:portability -- ARGS`: sets up what is missing, then runs `ava ARGS` on the tests of the driver in a kernel's
 * own tree, on other architectures, and with DKMS.
 */
import {runScript, setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp({lint: true, debugKernel: true});
	const config = ['--config', 'ava.portability.config.js'];
	await runScript('ava/entrypoints/cli.mjs', [...config, ...process.argv.slice(2)]);
});
