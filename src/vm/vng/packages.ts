/** Unpacks virtme-ng and the virtiofsd that it needs from a newer suite of Debian, where this system packages neither. */
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {cachedDirectory, touch} from '../cache.ts';
import {Apt, AptError} from '../kernel/apt.ts';
import {withLock} from '../lock.ts';
import {runStep} from '../step.ts';
import {needTool} from '../tool.ts';

export interface StoreVngOptions {
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

export interface StoredVng {
	/** Package version. */
	readonly version: string;
	/** What Python runs. */
	readonly script: string;
	/** Where Python looks for its modules. */
	readonly modules: string;
	/** A folder for PATH, with a virtiofsd that runs with the C library of its own suite. */
	readonly programs: string;
}

/** The first one whose virtme-ng runs a script in a guest without udev. */
const suite = 'sid';
const packages = ['virtme-ng', 'virtiofsd', 'libc6', 'libgcc-s1', 'libcap-ng0', 'libseccomp2'];

const libraries = 'usr/lib/x86_64-linux-gnu';
const wrapper = `#!/bin/sh
root=$(dirname "$0")/../root
exec "$root/${libraries}/ld-linux-x86-64.so.2" --library-path "$root/${libraries}" "$root/usr/libexec/virtiofsd" "$@"
`;

/** What was unpacked before. */
export async function cachedVng(cache: string): Promise<StoredVng | undefined> {
	const folder = place(cache);
	const version = await readFile(join(folder, 'version'), 'utf8').catch(() => undefined);
	if (version === undefined) return undefined;
	await touch(folder);
	return {
		version,
		script: join(folder, 'root/usr/bin/virtme-run'),
		modules: join(folder, 'root/usr/lib/python3/dist-packages'),
		programs: join(folder, 'bin'),
	};
}

/** Downloads and unpacks it into the cache, verified by apt; no root needed. What is there stays, however old. */
export async function storedVng({cache, progress, signal}: StoreVngOptions): Promise<StoredVng> {
	const folder = place(cache);
	await withLock(join(cache, 'locks/virtme-ng.lock'), {progress, signal}, () =>
		cachedDirectory(folder, async (temporary) => {
			const debs = join(temporary, 'debs');
			const root = join(temporary, 'root');
			for (const path of [debs, root, join(temporary, 'bin')]) await mkdir(path);
			const version = await download(debs, {cache, progress, signal});
			for (const deb of await readdir(debs))
				await needTool('dpkg-deb', ['--extract', join(debs, deb), root], {signal});
			await rm(debs, {recursive: true});
			await writeFile(join(temporary, 'bin/virtiofsd'), wrapper, {mode: 0o755});
			await writeFile(join(temporary, 'version'), version);
		}),
	);
	const stored = await cachedVng(cache);
	if (stored === undefined)
		throw new InfraError(`${folder} is damaged`, {remedy: `Remove it: rm -r '${folder}'`});
	return stored;
}

/** Gives the version of virtme-ng. Lists that are out of date are fetched anew, once. */
async function download(debs: string, {cache, progress, signal}: StoreVngOptions): Promise<string> {
	const apt = Apt.suite(suite, cache, signal);
	const fetch = async () => {
		const found = await apt.show(packages);
		const version = found.find(({name}) => name === 'virtme-ng')?.version;
		if (version === undefined || found.length < packages.length)
			throw new AptError(`The suite '${suite}' lacks one of ${packages.join(', ')}`);
		const bytes = found.reduce((sum, {size}) => sum + size, 0);
		await runStep(
			progress,
			`download virtme-ng ${version} (${(bytes / 2 ** 20).toFixed(0)} MiB)`,
			(advance) =>
				apt.download(found, debs, (percent) => advance(Math.round((bytes * percent) / 100), bytes)),
			() => `${found.length} packages of ${suite}`,
		);
		return version;
	};
	if (!(await apt.hasLists())) await apt.update();
	try {
		return await fetch();
	} catch (error) {
		if (!(error instanceof AptError)) throw error;
		await apt.update();
		return fetch();
	}
}

function place(cache: string): string {
	return join(cache, 'virtme-ng', suite);
}
