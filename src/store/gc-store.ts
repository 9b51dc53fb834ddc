import {rmdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {UsageError} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';
import {listStore} from './list-store.ts';
import {lockStore, type StoreLockOptions} from './lock-store.ts';
import {rootObjects} from './root-objects.ts';

const step = 'read images';

export interface GcOptions extends StoreLockOptions {
	/** Files of images; what they name stays. Asked for once no writer is at work, so images made until then count. */
	readonly images: () => readonly string[];
	/** Only say what would go. Default false. */
	readonly dryRun?: boolean;
	/** Counts images. */
	readonly progress?: ProgressListener;
}

export interface GcResult {
	/** Objects that images name. */
	readonly kept: number;
	/** Objects that went, or would. */
	readonly removed: readonly string[];
	readonly removedBytes: bigint;
	/** What killed writers had left. */
	readonly temporaries: readonly string[];
}

/**
 * Removes the objects that no image names, and what killed writers left. Waits until no writer is at work, and keeps new ones
 * waiting (see `lockStore`). An image that is broken or can't be read is an InfraError, and then nothing is removed.
 */
export async function gcStore(
	directory: string,
	{images, dryRun = false, progress = () => {}, ...lock}: GcOptions,
): Promise<GcResult> {
	const start = performance.now();
	using _lock = await lockStore(directory, 'exclusive', lock);
	const roots = images();
	if (roots.length === 0) throw new UsageError('Expected images whose objects are kept, got none');
	const named = rootObjects(roots, (done, total) => progress({type: 'step-advanced', step, done, total}));
	progress({type: 'step-finished', step, ms: performance.now() - start});
	lock.signal?.throwIfAborted();

	const {objects, temporaries} = listStore(directory);
	const garbage = objects.filter(({path}) => !named.has(path));
	if (!dryRun) {
		for (const {path} of garbage) rmSync(join(directory, path));
		for (const path of temporaries) rmSync(join(directory, path), {recursive: true});
		for (const folder of new Set(garbage.map(({path}) => path.slice(0, 2))))
			removeIfEmpty(join(directory, folder));
	}
	return {
		kept: objects.length - garbage.length,
		removed: garbage.map(({path}) => path),
		removedBytes: garbage.reduce((sum, {stats}) => sum + stats.size, 0n),
		temporaries,
	};
}

function removeIfEmpty(folder: string): void {
	try {
		rmdirSync(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
	}
}
