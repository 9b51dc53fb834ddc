import {mkdir, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {cachedDirectory} from '../cache.ts';
import {keyOf} from '../fingerprint.ts';
import {runStep} from '../step.ts';
import {needTool} from '../tool.ts';
import type {Apt} from './apt.ts';
import type {Package} from './package.ts';

export interface SourceFoldersOptions {
	readonly apt: Apt;
	/** Of the kernel, as `uname -r` says it. */
	readonly release: string;
	/** Beginnings of paths in the kernel's source, such as `fs/erofs/`. */
	readonly wanted: readonly string[];
	/** The cache folder; sources are kept in `sources/` in it. */
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Some of the distribution's source of a kernel of this version, unpacked without root: the folder that has it. Throws an InfraError
 * where the distribution has no such package or it can't be fetched.
 */
export async function sourceFolders(options: SourceFoldersOptions): Promise<string> {
	const {apt, release, wanted, cache} = options;
	const source = await sourceOf(apt, release);
	const name = `${source.name}_${source.version}-${keyOf(wanted).slice(0, 8)}`;
	const {path} = await cachedDirectory(join(cache, 'sources', name), (folder) =>
		unpackWanted(source, folder, options),
	);
	return path;
}

async function sourceOf(apt: Apt, release: string): Promise<Package> {
	const version = /^\d+\.\d+/.exec(release)?.[0] ?? release;
	const names = [`linux-source-${version}`, `linux-source-${version}.0`];
	const [source] = await apt.show(names);
	if (source !== undefined) return source;
	throw new InfraError(`The package lists have no source of kernel ${release}: no ${names.join(', no ')}`, {
		remedy: 'Add a suite that has it to the sources in /etc/apt.',
	});
}

async function unpackWanted(
	source: Package,
	folder: string,
	{apt, wanted, progress, signal}: SourceFoldersOptions,
): Promise<void> {
	const deb = join(folder, 'deb');
	await mkdir(deb);
	const size = `${(source.size / 2 ** 20).toFixed(0)} MiB`;
	await runStep(progress, `download ${source.name} (${size})`, (advance) =>
		apt.download([source], deb, (percent) => advance(Math.round(percent), 100)),
	);
	await runStep(progress, `unpack ${wanted.length} parts of ${source.name}`, async () => {
		const [file = ''] = await readdir(deb);
		await needTool('dpkg-deb', ['--extract', join(deb, file), deb], {signal});
		const names = await readdir(deb, {recursive: true});
		const archive = names.find((name) => /linux-source-[\d.]+\.tar\.\w+$/.test(name));
		if (archive === undefined)
			throw new InfraError(`Expected an archive of sources in ${file}, got ${names.length} other files`);
		const members = wanted.map((path) => `*/${path}*`);
		await needTool(
			'tar',
			[
				'--extract',
				'--strip-components=1',
				'--no-wildcards-match-slash',
				'--wildcards',
				`--file=${join(deb, archive)}`,
				`--directory=${folder}`,
				...members,
			],
			{signal},
		);
		await rm(deb, {recursive: true});
	});
}
