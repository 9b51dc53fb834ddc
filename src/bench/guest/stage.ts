import {closeSync, openSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {loadNative, type Measured} from '../../native.ts';
import {type BenchMessage, benchLayout, type Plan} from '../plan.ts';
import type {GrownSlab, MemoryOf} from '../slabs.ts';
import type {ListName} from '../tree-paths.ts';
import {dropCaches, readMemory} from './caches.ts';
import {
	type Contestant,
	contestantAt,
	type MountOptions,
	type MountStep,
	type Places,
} from './contestants.ts';
import {makeTree, writeContents} from './make-tree.ts';
import {readSlabs, slabsSince} from './slab-caches.ts';
import {waitForTick} from './ticks.ts';

interface Filled {
	readonly entries: number;
	readonly slab: number;
	readonly cached: number;
	readonly slabs: readonly GrownSlab[];
}

/** A contestant in its guest, mounted or not, and what the trials need to know of it. */
export class Stage {
	readonly contestant: Contestant;
	readonly #places: Places;
	readonly #whole: boolean;
	/** The metric that the host looks at closely. */
	readonly #profile: string | undefined;
	readonly #say: (message: BenchMessage) => void;
	readonly #reported: BenchMessage[] = [];
	#mounted: MountStep[] = [];
	/** What filling a tree in memory took of it. */
	#filled: Filled | undefined;

	constructor({contestant, whole, profile}: Plan, places: Places, say: (message: BenchMessage) => void) {
		this.contestant = contestantAt(contestant, places);
		this.#places = places;
		this.#whole = whole;
		this.#profile = profile;
		this.#say = say;
	}

	get root(): string {
		return this.contestant.root;
	}

	/** The disk that it reads from, as /sys/block names it. */
	get device(): string | undefined {
		const {measured} = this.#places;
		return measured && basename(measured);
	}

	/** Keeps a sample for `tell`. */
	report(metric: string, value: number, times?: number): void {
		this.#reported.push({type: 'sample', metric, value, ...(times !== undefined && {times})});
	}

	/**
	 * Says what was reported. Not before all is measured: the host takes a message when it comes to it, so the interrupt for it
	 * would come at some instruction of the next measure.
	 */
	tell(): void {
		for (const message of this.#reported.splice(0)) this.#say(message);
	}

	reportMemory(memory: MemoryOf): void {
		this.#reported.push({type: 'memory', memory});
	}

	/** Runs what the metric counts, or a part of it, where the host looks if it wants to. */
	measure(metric: string, run: () => Measured): Measured {
		const profiled = metric === this.#profile;
		waitForTick();
		if (profiled) this.#say({type: 'profile-starts'});
		const measured = run();
		if (profiled) this.#say({type: 'profile-ends'});
		return measured;
	}

	/** Runs what the metric counts, and reports its instructions. */
	count(metric: string, run: () => Measured): Measured {
		const measured = this.measure(metric, run);
		this.report(metric, Number(measured.ns), measured.count);
		return measured;
	}

	get filled(): Filled | undefined {
		return this.#filled;
	}

	/** Mounts with the tree in place. A tree in memory is made once and stays. */
	async setUp(options: MountOptions): Promise<void> {
		if (this.#filled !== undefined) return;
		this.mount(options);
		if (!this.contestant.memory) return;
		const {store} = this.#places;
		await dropCaches('everything');
		const [before, slabs] = [readMemory(), readSlabs()];
		const entries = makeTree(store, this.root, {whole: this.#whole});
		await dropCaches('everything');
		const after = readMemory();
		this.#filled = {
			entries,
			slab: after.slab - before.slab,
			cached: after.cached - before.cached,
			slabs: slabsSince(slabs, this.contestant.inodeCache),
		};
		writeContents(store, this.root);
	}

	/** Unmounts what can be mounted again. */
	tearDown(): void {
		if (!this.contestant.memory) this.unmount();
	}

	/** Mounting alone. */
	mount(options: MountOptions): Measured {
		const native = loadNative();
		let ns = 0n;
		for (const step of this.contestant.mounts(options)) {
			const {source, target, type, flags, data} = step;
			ns += native.measureMount(source, target, type, flags, data).ns;
			this.#mounted.push(step);
		}
		return {ns, count: this.#mounted.length};
	}

	unmount(): Measured {
		const native = loadNative();
		const count = this.#mounted.length;
		let ns = 0n;
		for (let step = this.#mounted.pop(); step !== undefined; step = this.#mounted.pop())
			ns += native.measureUmount(step.target).ns;
		return {ns, count};
	}

	/** Prepared paths, and how many there are is told. Where there are none `what`, a trial or a metric, can't be measured. */
	paths(list: ListName, what: string): Buffer {
		const paths = readFileSync(join(this.#places.store, benchLayout.paths(list)));
		const count = paths.filter((byte) => byte === 0).length;
		this.#say({type: 'drawn', what, list, count});
		return paths;
	}

	/** Calls with a descriptor of the tree's root. */
	withRoot<Result>(use: (directory: number) => Result): Result {
		return this.withDirectory('.', use);
	}

	/** Calls with a descriptor of a directory, named from the tree's root. */
	withDirectory<Result>(path: string, use: (directory: number) => Result): Result {
		const directory = openSync(join(this.root, path), 'r');
		try {
			return use(directory);
		} finally {
			closeSync(directory);
		}
	}

	/** Reads everything once, so that it is in memory. */
	warmUp(): void {
		loadNative().walkTree(this.root, {attributes: true, acls: false});
	}
}
