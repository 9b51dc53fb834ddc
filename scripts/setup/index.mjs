/**
 * From a fresh clone to everything that `npm run vm:test` and `npm test` need. Written without dependencies, because it
 * is what installs them. When nothing is missing it costs a few milliseconds.
 */
import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {interruptible} from './interrupt.mjs';
import {installNodeModules, staleness} from './node-modules.mjs';
import {checkNode} from './node-version.mjs';
import {project, widenPath} from './places.mjs';
import {infraFault, Stop} from './stop.mjs';
import {installSystemPackages} from './system-packages.mjs';
import {allowTypeScript} from './typescript.mjs';

/**
 * Finds what is missing, and installs it or says how. Ctrl-C ends it with exit code 130 and leaves nothing half done.
 * @param {import('./tools.mjs').Purpose} [purpose]
 */
export async function setUp(purpose) {
	checkNode();
	checkMachine();
	widenPath();
	await interruptible(async (signal) => {
		await installSystemPackages(signal, purpose);
		await installNodeModules(signal);
	});
}

/** Only checks, for commands that install nothing. */
export function checkSetUp() {
	checkNode();
	widenPath();
	const stale = staleness();
	if (stale === undefined) return;
	throw new Stop(infraFault, `node_modules does not match package-lock.json: ${stale}`, {
		remedy: 'npm ci --ignore-scripts',
	});
}

/**
 * Runs the command line in this process, so that signals and the terminal need no passing on.
 * @param {readonly string[]} args
 */
export async function runCli(args) {
	await runTypeScript('src/cli.ts', args);
}

/**
 * @param {string} script path in the project
 * @param {readonly string[]} args
 */
export async function runTypeScript(script, args) {
	const path = join(project, script);
	process.argv = [process.execPath, path, ...args];
	await allowTypeScript();
	await import(pathToFileURL(path).href);
}

/**
 * Runs a script of a package with our terminal and ends with its exit code.
 * @param {string} script path in node_modules
 * @param {readonly string[]} args
 */
export async function runScript(script, args) {
	const child = spawn(process.execPath, [join(project, 'node_modules', script), ...args], {
		cwd: project,
		stdio: 'inherit',
	});
	// Ctrl-C reaches the child by the terminal. We stay to hear how it ends.
	process.on('SIGINT', () => undefined);
	for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
		process.on(signal, () => child.kill(signal));
	process.exitCode = await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) =>
			resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
		);
	});
}

function checkMachine() {
	if (process.platform === 'linux' && process.arch === 'x64') return;
	throw new Stop(infraFault, `Expected Linux on x86-64, got ${process.platform} on ${process.arch}`, {
		remedy: 'The guests are x86-64 machines whose programs come from the host.',
	});
}
