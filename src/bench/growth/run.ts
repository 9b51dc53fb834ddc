import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {makeRunDirectory} from '../../host/run-directory.ts';
import {resolveKernel} from '../../vm/kernel/index.ts';
import {prepareBenchMachine} from '../bench-machine.ts';
import {environmentOf} from '../environment.ts';
import {growEntries} from './grow-entries.ts';
import {growMounts} from './grow-mounts.ts';
import type {GrowthRecord} from './record.ts';
import type {Series} from './series.ts';
import type {GrowthName, GrowthOptions, Site} from './site.ts';

/** A million entries take 1.2 GiB of it. */
const memoryMiB = 3072;

/** Measures what a mount, or an entry, costs while there are more and more of them. */
export async function runGrowth(options: GrowthOptions): Promise<GrowthRecord> {
	const {root, cache, progress, signal, what} = options;
	const directory = makeRunDirectory(root);
	try {
		const kernel = await resolveKernel(options.kernel, {cache, progress, signal});
		const bench = await prepareBenchMachine({
			root,
			cache,
			work: directory.work,
			kernel,
			memoryMiB,
			progress,
			signal,
		});
		const environment = await environmentOf(kernel, bench, {root, shape: 'small', signal});
		const kept = join(directory.path, 'bench');
		const notrun: Record<string, string> = {};
		const site: Site = {
			bench,
			work: directory.work,
			kept,
			signal,
			options,
			leaveOut: (what, reason) => {
				notrun[what] = reason;
			},
		};
		const growth: Partial<Record<GrowthName, readonly Series[]>> = {};
		if (what.includes('entries')) growth.entries = await growEntries(site);
		if (what.includes('mounts')) growth.mounts = await growMounts(site);
		return {environment, growth, notrun};
	} finally {
		await rm(directory.work, {recursive: true, force: true});
	}
}
