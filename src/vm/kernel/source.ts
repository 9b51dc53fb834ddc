/** The distribution's source package of a kernel, and what a build of it has in common with every other. */
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {runStep} from '../step.ts';
import {needTool} from '../tool.ts';
import type {Apt} from './apt.ts';
import {chooseNewest} from './choice.ts';
import type {Package} from './package.ts';

/** Without these the compiler's cache misses, and two builds differ. */
export const buildIdentity = {
	KBUILD_BUILD_TIMESTAMP: '1970-01-01',
	KBUILD_BUILD_USER: 'cfsbench',
	KBUILD_BUILD_HOST: 'cfsbench',
	KBUILD_BUILD_VERSION: '1',
};

/** The newest package that has the source of a kernel from 6.12 on. */
export async function findSource(apt: Apt): Promise<Package> {
	const names = (await apt.names('linux-source-')).filter((name) => /^linux-source-\d+\.\d+$/.test(name));
	const newest = chooseNewest(await apt.show(names));
	if (newest !== undefined) return newest;
	throw new InfraError(
		`No source package of a kernel new enough in the package lists; found ${names.join(', ') || 'none'}`,
		{
			remedy: 'Add a suite that has linux-source-6.12 or newer to the sources in /etc/apt.',
		},
	);
}

export interface SourceOptions {
	readonly apt: Apt;
	readonly source: Package;
	/** The source lies in `src` in it. */
	readonly work: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/** Unpacks the source, unless this version of it lies there. True where it is new, so that objects of before don't fit. */
export async function provideSource(options: SourceOptions): Promise<boolean> {
	const {source, work} = options;
	const version = join(work, 'version');
	if ((await readFile(version, 'utf8').catch(() => undefined)) === source.version) return false;
	await rm(version, {force: true});
	await rm(join(work, 'src'), {recursive: true, force: true});
	await unpack(options, join(work, 'src'));
	await writeFile(version, source.version);
	return true;
}

async function unpack({apt, source, work, progress, signal}: SourceOptions, src: string): Promise<void> {
	const deb = join(work, 'deb');
	await rm(deb, {recursive: true, force: true});
	await mkdir(deb);
	const size = `${(source.size / 2 ** 20).toFixed(0)} MiB`;
	await runStep(progress, `download ${source.name} (${size})`, (advance) =>
		apt.download([source], deb, (percent) => advance(Math.round(percent), 100)),
	);
	await runStep(progress, `unpack ${source.name}`, async () => {
		const [file = ''] = await readdir(deb);
		await needTool('dpkg-deb', ['--extract', join(deb, file), deb], {signal});
		const partial = `${src}.new`;
		await rm(partial, {recursive: true, force: true});
		await mkdir(partial);
		const archive = join(deb, 'usr/src', `${source.name}.tar.xz`);
		await needTool(
			'tar',
			['--extract', '--strip-components=1', `--file=${archive}`, `--directory=${partial}`],
			{signal},
		);
		await rm(deb, {recursive: true});
		await rename(partial, src);
	});
}
