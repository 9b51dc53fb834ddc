/** Keeps node_modules as package-lock.json says. */
import {copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {runCommand} from './command.mjs';
import {withLock} from './lock.mjs';
import {cache, project} from './places.mjs';
import {withProgress} from './progress.mjs';
import {infraFault, Stop} from './stop.mjs';
import {findProgram} from './tools.mjs';

/** @typedef {{packages?: Record<string, {version?: string, optional?: boolean, integrity?: string}>}} LockFile */

/**
 * How node_modules differs from package-lock.json, in words; undefined when it doesn't. npm writes down what it
 * installed as its last step, so half an installation differs too.
 *
 * @param {string} [root]
 * @returns {string | undefined}
 */
export function staleness(root = project) {
	const wanted = readLock(join(root, 'package-lock.json'))?.packages;
	if (wanted === undefined) throw new Stop(infraFault, `${join(root, 'package-lock.json')} can't be read`);
	const installed = readLock(join(root, 'node_modules/.package-lock.json'))?.packages;
	if (installed === undefined) return 'absent';

	for (const [path, {version, optional}] of Object.entries(wanted)) {
		if (path === '' || version === installed[path]?.version) continue;
		if (installed[path] !== undefined) return `${path} is ${installed[path].version}, not ${version}`;
		if (optional !== true) return `${path} is absent`; // optional ones are for other systems
	}
	return undefined;
}

/**
 * Installs what package-lock.json names where node_modules differs from it. A run that is going on keeps what it has
 * opened: the new folder is made elsewhere and renamed.
 *
 * @param {AbortSignal} signal
 * @param {string} [root]
 */
export async function installNodeModules(signal, root = project) {
	if (staleness(root) === undefined) return;
	await withLock(join(root, '.cache/locks/node-modules.lock'), signal, async () => {
		const stale = staleness(root); // another run may have been at it while we waited
		if (stale === undefined) return;
		await withProgress(`install node_modules (${stale})`, () => install(signal, root));
	});
}

/**
 * @param {AbortSignal} signal
 * @param {string} root
 */
async function install(signal, root) {
	const folder = join(root, '.cache'); // on the same filesystem, so that renaming works
	removeLeftovers(folder);
	const temporary = mkdtempSync(join(folder, 'install-'));
	try {
		for (const name of ['package.json', 'package-lock.json', '.npmrc'])
			copyFileSync(join(root, name), join(temporary, name));

		const [file, ...args] = npmCommand();
		const options = [
			'ci',
			'--include=dev',
			'--include=optional',
			'--ignore-scripts',
			'--no-progress',
			'--loglevel=error',
		];
		// npm's own cache would be in HOME, which may be absent or not ours to write.
		const {exitCode, output} = await runCommand(
			file,
			[...args, ...options, `--cache=${join(cache, 'npm')}`],
			{
				cwd: temporary,
				signal,
			},
		);
		if (exitCode !== 0)
			throw new Stop(infraFault, `npm ci failed with exit code ${exitCode}`, {
				remedy: 'Check the network and the free space, then try again.',
				detail: output.trim().split('\n').slice(0, 15).join('\n'), // npm says why first, then how to use it
			});
		replace(join(temporary, 'node_modules'), join(root, 'node_modules'), join(temporary, 'old'));
	} finally {
		rmSync(temporary, {recursive: true, force: true});
	}
}

/** @returns {[string, ...string[]]} npm, as we were started by it, or as found in PATH */
function npmCommand() {
	const path = process.env.npm_execpath;
	if (path !== undefined && basename(path) === 'npm-cli.js') return [process.execPath, path];

	const found = findProgram('npm') ?? findProgram('npm', dirname(process.execPath));
	if (found !== undefined) return [found];
	throw new Stop(infraFault, 'npm is not in PATH', {
		remedy: 'Install npm; it comes with Node, or as the package npm.',
	});
}

/**
 * @param {string} fresh
 * @param {string} target
 * @param {string} old
 */
function replace(fresh, target, old) {
	mkdirSync(target, {recursive: true});
	renameSync(target, old);
	renameSync(fresh, target);
}

/**
 * What killed runs left; the caller holds the lock.
 * @param {string} folder
 */
function removeLeftovers(folder) {
	for (const name of readdirSync(folder))
		if (name.startsWith('install-')) rmSync(join(folder, name), {recursive: true, force: true});
}

/**
 * @param {string} path
 * @returns {LockFile | undefined}
 */
function readLock(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return undefined;
	}
}
