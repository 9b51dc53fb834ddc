import {join, resolve} from 'node:path';
import type {ProgressListener} from '../../src/result/progress.ts';

export const root = join(import.meta.dirname, '../..');

export const cache = resolve(process.env.CFSBENCH_CACHE || join(root, '.cache'));

/** A line when a long step starts, on standard error: AVA shows nothing of a test before its end. */
export const progress: ProgressListener = (event) => {
	if (event.type === 'step-started') console.error(`  ${event.step} ...`);
};
