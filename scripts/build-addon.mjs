#!/usr/bin/env node
/** `npm run build:addon`: sets up what is missing, then builds the addon where its sources have changed. */
import {buildAddon} from './setup/addon.mjs';
import {setUp} from './setup/index.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	await setUp();
	console.log(await buildAddon());
});
