import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import {BenchDiskMaker, type BenchDisks} from './bench-disks.ts';
import type {BenchInput} from './input.ts';
import {finishStore, type GuestOptions, layOut} from './measure.ts';
import type {ContestantName} from './plan.ts';

export interface MakeDisksOptions extends Omit<GuestOptions, 'records'> {
	readonly cache: string;
	readonly contestants: readonly ContestantName[];
	/** Where the consoles of the guests that make them are kept. */
	readonly records: string;
}

export interface MadeDisks extends BenchDisks {
	/** Why a contestant can't show the tree. */
	readonly cannot: Readonly<Partial<Record<ContestantName, string>>>;
}

/**
 * Makes the disks of an input, as far as the contestants want them. A tree that was named may be more than a contestant can hold: then
 * the others are measured without it. Throws the InfraError of anything else.
 */
export async function makeDisks(input: BenchInput, options: MakeDisksOptions): Promise<MadeDisks> {
	const {bench, cache, contestants, records, work, signal} = options;
	let noErofs = bench.noErofs;
	const inGuest = (name: string) => ({bench, work, signal, records: join(records, name)});
	const makerOf = (withErofs: boolean) =>
		new BenchDiskMaker(input, {
			cache,
			key: withErofs ? 'with EROFS' : 'without EROFS',
			finishStore: async (store) => {
				await finishStore('seal-objects', store, inGuest('seal-objects'));
				if (!withErofs) return;
				noErofs = await reasonOf(input, signal, () =>
					finishStore('make-erofs', store, inGuest('make-erofs')),
				);
				if (noErofs !== undefined) throw new NoErofs(noErofs);
			},
			layOut: (scratch, store) => layOut(scratch, store, inGuest('lay-out')),
			signal,
		});

	const maker = makerOf(noErofs === undefined);
	// The disk without is another: what failed is not kept.
	const store = await maker.store().catch((error: unknown) => {
		if (error instanceof NoErofs) return makerOf(false).store();
		throw error;
	});
	let scratch: string | undefined;
	const noExt4 = contestants.includes('ext4')
		? await reasonOf(input, signal, async () => {
				scratch = await maker.scratch(store);
			})
		: undefined;
	return {
		store,
		...(scratch !== undefined && {scratch}),
		cannot: {
			...input.cannot,
			...(noErofs !== undefined && {erofs: noErofs, 'erofs-loop': noErofs, 'erofs-overlay': noErofs}),
			...(noExt4 !== undefined && {ext4: noExt4}),
		},
	};
}

class NoErofs extends Error {}

/** Does the work, and gives the reason when it can't be done of a tree that was named. Of a generated one it must be. */
async function reasonOf(
	{kind}: BenchInput,
	signal: AbortSignal,
	work: () => Promise<void>,
): Promise<string | undefined> {
	try {
		await work();
		return undefined;
	} catch (error) {
		if (kind === 'shape' || signal.aborted || !(error instanceof InfraError)) throw error;
		return error.message;
	}
}
