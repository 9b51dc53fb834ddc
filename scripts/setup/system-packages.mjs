/** Installs what the system lacks, or says which command does. */
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {lastLines, runCommand} from './command.mjs';
import {withProgress} from './progress.mjs';
import {infraFault, Stop} from './stop.mjs';
import {findProgram, findTools, missingTools} from './tools.mjs';

/** @typedef {import('./tools.mjs').FoundTool} FoundTool */

const lists = '/var/lib/apt/lists';
const staleAfterMs = 7 * 24 * 3600 * 1000;

/**
 * What is only wished for is installed along with what is needed, and never on its own.
 * @param {AbortSignal} signal
 * @param {import('./tools.mjs').Purpose} [purpose]
 */
export async function installSystemPackages(signal, purpose) {
	if (missingTools(findTools(purpose)).length === 0) return;
	const missing = findTools(purpose).filter(({path}) => path === undefined);

	console.error('This system lacks:');
	for (const {name, why, package: owner} of missing) console.error(`  ${name} (${why}; package ${owner})`);

	const prefix = await administrator(signal);
	if (prefix === undefined || findProgram('apt-get') === undefined)
		throw new Stop(infraFault, 'what this system lacks takes the administrator to install', remedy(missing));
	await install(prefix, packagesOf(missing), signal);

	const still = missingTools(findTools(purpose));
	if (still.length > 0)
		throw new Stop(
			infraFault,
			`apt-get installed ${packagesOf(still).join(', ')}, but ${names(still)} can't be found`,
		);
}

/**
 * The command that installs what is missing, for someone who may.
 * @param {readonly FoundTool[]} missing
 * @returns {{remedy: string}}
 */
export function remedy(missing) {
	if (findProgram('apt-get') === undefined)
		return {
			remedy: `Install ${names(missing)} by this system's own means; kernels come from Debian's or Ubuntu's packages.`,
		};
	const sudo = findProgram('sudo') === undefined ? '' : 'sudo ';
	const update = listsAge() > staleAfterMs ? `${sudo}apt-get update && ` : '';
	const command = `${update}${sudo}apt-get install --no-install-recommends ${packagesOf(missing).join(' ')}`;
	return {remedy: sudo === '' ? `as root: ${command}` : command};
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} packages
 * @param {AbortSignal} signal
 */
async function install(prefix, packages, signal) {
	/** @param {readonly string[]} args */
	const aptGet = (args) => [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
	const wait = ['-o', 'DPkg::Lock::Timeout=600']; // another run may be installing
	const update = aptGet([...wait, 'update']);
	const installing = aptGet([...wait, 'install', '--yes', '--no-install-recommends', ...packages]);

	if (listsAge() > staleAfterMs)
		await withProgress('update the package lists', (onLine) => need(update, signal, onLine));
	await withProgress(`install ${packages.join(', ')}`, async (onLine) => {
		const {exitCode} = await run(installing, signal, onLine);
		if (exitCode === 0) return;
		await need(update, signal, onLine); // the lists may name versions that are gone
		await need(installing, signal, onLine);
	});
}

/**
 * What to put before a command so that it runs as root; undefined where that takes a password, or isn't possible.
 * @param {AbortSignal} signal
 * @returns {Promise<string[] | undefined>}
 */
async function administrator(signal) {
	if (process.getuid?.() === 0) return [];
	if (findProgram('sudo') === undefined) return undefined;
	const {exitCode} = await runCommand('sudo', ['-n', 'true'], {signal});
	return exitCode === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * @param {readonly string[]} command
 * @param {AbortSignal} signal
 * @param {(line: string) => void} onLine
 */
async function run([file = '', ...args], signal, onLine) {
	return runCommand(file, args, {signal, onLine});
}

/**
 * @param {readonly string[]} command
 * @param {AbortSignal} signal
 * @param {(line: string) => void} onLine
 */
async function need(command, signal, onLine) {
	const {exitCode, output} = await run(command, signal, onLine);
	if (exitCode === 0) return;
	throw new Stop(infraFault, `${command.join(' ')} failed with exit code ${exitCode}`, {
		remedy: 'Check the network and the sources in /etc/apt, or install the packages by hand.',
		detail: lastLines(output),
	});
}

/** Milliseconds since the youngest package list was fetched; infinite when there is none. */
function listsAge() {
	try {
		const times = readdirSync(lists)
			.filter((name) => /_(?:In)?Release$/.test(name))
			.map((name) => statSync(join(lists, name)).ctimeMs);
		return Date.now() - Math.max(...times);
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}

/** @param {readonly FoundTool[]} found */
function packagesOf(found) {
	return [...new Set(found.map((tool) => tool.package))].sort();
}

/** @param {readonly FoundTool[]} found */
function names(found) {
	return found.map(({name}) => name).join(', ');
}
