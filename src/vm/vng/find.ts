import {readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {InfraError} from '../../errors.ts';
import {findProgram} from '../program.ts';
import {runTool} from '../tool.ts';
import {cachedVng, type StoredVng, type StoreVngOptions, storedVng} from './packages.ts';

/** How virtme-run, which vng itself starts guests with, is run here. */
export interface Vng {
	readonly version: string;
	readonly command: readonly string[];
	/** Folders before those of our own PATH. */
	readonly path: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
}

/** For systems that package it: Debian 13, Ubuntu 24.04 and newer. */
export const installVng = 'sudo apt-get install virtme-ng virtiofsd';

/** Where it looks for the daemon that gives the guest its root, the first that runs. */
const usualDaemons = [
	'virtiofsd',
	'/usr/libexec/virtiofsd',
	'/usr/lib/virtiofsd/virtiofsd',
	'/usr/lib/qemu/virtiofsd',
];

export interface FindVngOptions {
	readonly signal?: AbortSignal | undefined;
	/** For tests: others than the usual ones. */
	readonly daemons?: readonly string[];
}

/** What is installed, or was unpacked before; undefined where that takes a download, or isn't to be had. */
export async function findVng(
	cache: string,
	{signal, daemons = usualDaemons}: FindVngOptions = {},
): Promise<Vng | undefined> {
	const [run, vng, daemon] = await Promise.all([
		findProgram('virtme-run'),
		findProgram('vng'),
		findDaemon(daemons, signal),
	]);
	if (run !== undefined && vng !== undefined && daemon !== undefined) {
		const {stdout} = await runTool(vng, ['--version'], {signal});
		return {
			version: `${stdout.trim()}, ${run}`,
			command: [run],
			path: [dirname(run), dirname(daemon)],
			environment: {},
		};
	}
	const stored = await cachedVng(cache);
	return stored === undefined ? undefined : unpacked(stored);
}

/** As `findVng`; on Debian 12, which packages none, it is fetched from a newer suite. Else an InfraError says what to install. */
export async function needVng(options: StoreVngOptions): Promise<Vng> {
	const found = await findVng(options.cache, options);
	if (found !== undefined) return found;
	if (!(await isFetchable()))
		throw new InfraError('--runner vng needs virtme-ng and virtiofsd, and they are not installed', {
			remedy: installVng,
		});
	return unpacked(await storedVng(options));
}

/** Whether a first run would fetch it. */
export async function isFetchable(): Promise<boolean> {
	const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
	return /^ID=debian$/m.test(release);
}

async function unpacked({version, script, modules, programs}: StoredVng): Promise<Vng> {
	const python = await findProgram('/usr/bin/python3');
	if (python === undefined)
		throw new InfraError('virtme-ng is a Python program, and there is no /usr/bin/python3', {
			remedy: 'Install it: sudo apt-get install python3',
		});
	return {
		version: `virtme-ng ${version}, unpacked in the cache`,
		command: [python, script],
		path: [programs],
		environment: {PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1'},
	};
}

/** The daemon of QEMU 7 and older has other options than the one that virtme-ng starts, and calls itself otherwise. */
async function findDaemon(daemons: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
	for (const name of daemons) {
		const path = await findProgram(name);
		if (path === undefined) continue;
		const {exitCode, stdout} = await runTool(path, ['--version'], {signal});
		if (exitCode === 0 && /^virtiofsd \d/.test(stdout)) return path;
	}
	return undefined;
}
