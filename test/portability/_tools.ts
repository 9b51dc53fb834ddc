import {mkdir, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {cachedDirectory} from '../../src/vm/cache.ts';
import {keyOf} from '../../src/vm/fingerprint.ts';
import type {Apt} from '../../src/vm/kernel/apt.ts';
import {findProgram} from '../../src/vm/program.ts';
import {runStep} from '../../src/vm/step.ts';
import {needTool} from '../../src/vm/tool.ts';
import {cache, progress} from './_cache.ts';

/** Environment in which programs are found that this system may not have installed. */
export type ToolEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Finds programs on this system, or unpacks the distribution's packages of them into the cache. What the packages need
 * and the system has is taken from the system, so no root is needed and nothing is installed.
 */
export async function provideTools(
	apt: Apt,
	programs: readonly string[],
	packages: readonly string[],
): Promise<ToolEnvironment> {
	const found = await Promise.all(programs.map(findProgram));
	if (found.every((path) => path !== undefined)) return {};

	const wanted = await apt.closure(packages);
	const key = keyOf(wanted.map(({name, version}) => [name, version])).slice(0, 12);
	const bytes = wanted.reduce((sum, {size}) => sum + size, 0);
	const {path: root} = await cachedDirectory(join(cache, 'toolchains', `cross-${key}`), async (folder) => {
		const debs = join(folder, 'debs');
		await mkdir(debs);
		const what = `download ${packages.join(', ')} (${(bytes / 2 ** 20).toFixed(0)} MiB)`;
		await runStep(progress, what, () => apt.download(wanted, debs, () => undefined));
		for (const deb of await readdir(debs)) await needTool('dpkg-deb', ['--extract', join(debs, deb), folder]);
		await rm(debs, {recursive: true});
	});
	const folders = ['usr/bin', 'usr/sbin'].map((folder) => join(root, folder));
	return {
		PATH: [...folders, process.env.PATH].join(':'),
		LD_LIBRARY_PATH: join(root, 'usr/lib/x86_64-linux-gnu'),
	};
}
