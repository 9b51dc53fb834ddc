import {existsSync} from 'node:fs';
import {defineCase} from '#case';
import {seededRandom} from '../../../src/guest/random.ts';
import {
	ReadProgram,
	type ReadStep,
	randomReads,
	smallerSteps,
} from '../../../src/guest/random-input/reads.ts';
import {shrink, withoutParts} from '../../../src/guest/random-input/shrink.ts';
import type {Capability} from '../../../src/result/contestant.ts';
import {openRing} from '../files/_io-uring.ts';

const steps = 100;
const mostAttempts = 300;

export default defineCase({
	title:
		'random reads of every kind give the bytes of the source, whatever is advised, dropped and mapped between',
	groups: ['auto', 'random'],
	needs: [],
	deadlineMs: 120_000,
	async run(t) {
		const can = (capability: Capability) => t.can(capability);
		const ring = existsSync('/proc/sys/kernel/io_uring_disabled') ? openRing(t) : undefined;
		const sizes = [1, 4095, 4096, 4097, 20_000, 65_536, 300_001];
		const random = seededRandom('contents');
		const contents = Object.fromEntries(sizes.map((size) => [`of-${size}`, random.bytes(size)]));
		const store = await t.store(contents);
		const mount = await t.mount(await t.image(store), {basedir: store.path});

		const failureOf = async (name: string, program: readonly ReadStep[]) => {
			using file = new ReadProgram(`${mount.path}/${name}`, contents[name] ?? Buffer.alloc(0), ring);
			return file.run(program);
		};
		for (const seed of t.seeds) {
			const size = sizes[seed % sizes.length] ?? 1;
			const name = `of-${size}`;
			const program = randomReads(seededRandom(`reads-${seed}`), size, steps, can);
			const failure = await failureOf(name, program);
			if (failure === undefined) continue;

			const smallest = await shrink(
				program,
				function* (longer) {
					yield* withoutParts(longer);
					yield* smallerSteps(longer);
				},
				(shorter) => failureOf(name, shorter),
				mostAttempts,
			);
			throw new Error(
				[
					`seed ${seed}, a file of ${size} bytes: ${smallest.reason ?? failure}`,
					`the shortest program of ${smallest.tried} that still fails:`,
					...smallest.value.map((step) => JSON.stringify(step)),
				].join('\n'),
			);
		}
		t.log(`${t.seeds.length} programs of ${steps} steps`);
	},
});
