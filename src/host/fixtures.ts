import {UsageError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import {foreignImagesFixture} from '../result/foreign-images.ts';
import type {ProgressListener} from '../result/progress.ts';
import {cachedScratchDisk, cachedSecondDisk} from '../vm/disk.ts';
import type {InstanceOptions, Machine} from '../vm/interfaces.ts';
import {treeDisk} from './tree-fixture.ts';

export interface FixtureOptions {
	readonly cases: readonly ListedCase[];
	readonly cache: string;
	/** What the `tree` fixture packs; undefined for the default. */
	readonly tree: string | undefined;
	readonly machine: Machine;
	readonly payload: string;
	/** How a guest starts that a fixture is made in. */
	readonly start: InstanceOptions['start'];
	/** A directory of the run for temporary files. */
	readonly work: string;
	/** Translates the stacks of agent errors. */
	readonly mapStack: (stack: string) => string;
	readonly progress: ProgressListener;
	readonly signal: AbortSignal;
}

/** The disks of every guest of a run: payload, empty filesystems, and the fixture that cases ask for. */
export async function attachFixtures(options: FixtureOptions): Promise<InstanceOptions['disks']> {
	const {cases, cache, machine, payload, signal} = options;
	for (const {id, fixtures} of cases)
		for (const name of fixtures)
			if (name !== 'tree' && name !== foreignImagesFixture)
				throw new UsageError(`${id} asks for the fixture '${name}', which does not exist`, {
					remedy: `the fixtures are 'tree' and '${foreignImagesFixture}'`,
				});

	const wantsTree = cases.some(({fixtures}) => fixtures.includes('tree'));
	const [scratch, second, store] = await Promise.all([
		cachedScratchDisk({cache, signal}),
		cachedSecondDisk(machine.kernel, {cache, signal}),
		wantsTree ? treeDisk(options) : undefined,
	]);
	return {
		payload: {path: payload},
		scratch: {path: scratch},
		second: {path: second},
		...(store !== undefined && {store: {path: store}}),
	};
}
