import {InfraError} from '../../errors.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {systemApt} from '../../vm/kernel/index.ts';
import {sourceFolders} from '../../vm/kernel/source-folders.ts';
import type {ContestantName, Evidence} from '../evidence.ts';
import {codeEvidence} from './code-rows.ts';
import {kernelSources} from './components.ts';
import {countComponent} from './count-components.ts';

export interface MeasureCodeOptions {
	/** The project. */
	readonly root: string;
	readonly cache: string;
	/** The kernel whose source the others are counted in, as `uname -r` says it. */
	readonly release: string;
	readonly contestants: readonly ContestantName[];
	readonly progress: ProgressListener;
	readonly signal: AbortSignal;
}

/** Counts the driver, and in the distribution's source of the kernel that ran what the others need. */
export async function measureCode(options: MeasureCodeOptions): Promise<Evidence[]> {
	const {root, contestants} = options;
	const kernel = await kernelSource(options);
	return codeEvidence(contestants, (component) => {
		if (component.own) return countComponent(component, root);
		return 'unknown' in kernel ? kernel : countComponent(component, kernel.path);
	});
}

async function kernelSource(
	options: MeasureCodeOptions,
): Promise<{readonly path: string} | {readonly unknown: string}> {
	const {cache, release, progress, signal} = options;
	try {
		const apt = await systemApt({cache, signal});
		return {path: await sourceFolders({apt, release, wanted: kernelSources, cache, progress, signal})};
	} catch (error) {
		if (error instanceof InfraError) return {unknown: error.message};
		throw error;
	}
}
