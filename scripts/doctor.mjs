#!/usr/bin/env node
/** `npm run doctor`: says what was found, what is chosen and why, and what is missing. Installs nothing. */
import {conclude, formatFinding, setUpFindings} from './setup/findings.mjs';
import {runCli} from './setup/index.mjs';
import {staleness} from './setup/node-modules.mjs';
import {isNewEnough} from './setup/node-version.mjs';
import {widenPath} from './setup/places.mjs';
import {purposeOf} from './setup/purpose.mjs';
import {entry} from './setup/stop.mjs';

await entry(async () => {
	widenPath();
	if (staleness() === undefined && isNewEnough(process.version))
		return runCli(['doctor', ...process.argv.slice(2)]);

	// Kernel and accelerator are looked at by programs that need node_modules.
	const findings = await setUpFindings(purposeOf(process.argv.slice(2)));
	for (const finding of findings) console.log(formatFinding(finding));
	const {text, exitCode} = conclude(findings);
	console.log(text);
	process.exitCode = exitCode;
});
