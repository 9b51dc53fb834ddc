import {UsageError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {ProgressListener} from '../result/progress.ts';
import type {InstanceOptions, Machine} from '../vm/interfaces.ts';

export interface FixtureOptions {
	readonly cases: readonly ListedCase[];
	readonly cache: string;
	readonly tree: string | undefined;
	readonly machine: Machine;
	readonly payload: string;
	readonly work: string;
	readonly mapStack: (stack: string) => string;
	readonly progress: ProgressListener;
	readonly signal: AbortSignal;
}

/** The disks of every guest of a run: payload, empty filesystems, and the fixture that cases ask for. */
export async function attachFixtures(options: FixtureOptions): Promise<InstanceOptions['disks']> {
	const wanted = new Set(options.cases.flatMap(({fixtures}) => fixtures));
	for (const name of wanted)
		if (name !== 'tree')
			throw new UsageError(`no fixture is named '${name}'`, {remedy: "the fixtures are 'tree'"});
	return {payload: {path: options.payload}};
}
