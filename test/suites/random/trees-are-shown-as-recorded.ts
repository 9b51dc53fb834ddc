import {defineCase} from '#case';
import {seededRandom} from '../../../src/guest/random.ts';
import {differencesFrom} from '../../../src/guest/random-input/compare.ts';
import {shrink} from '../../../src/guest/random-input/shrink.ts';
import {smallerTrees} from '../../../src/guest/random-input/smaller-trees.ts';
import {type RandomTree, randomTree} from '../../../src/guest/random-input/tree.ts';
import {encodeDump} from '../../../src/image/dump.ts';
import type {Capability} from '../../../src/result/contestant.ts';

const mostAttempts = 300;

export default defineCase({
	title: 'random trees show every name, attribute, xattr, link and byte that was recorded',
	groups: ['auto', 'random'],
	needs: [],
	deadlineMs: 120_000,
	async run(t) {
		const can = (capability: Capability) => t.can(capability);
		const failureOf = async ({tree, contents}: RandomTree): Promise<string | undefined> => {
			const store = await t.store(contents, {place: 'memory'});
			const mount = await t.mount(await t.image(tree, {place: 'memory'}), {basedir: store.path});
			const differences = differencesFrom({tree, contents}, mount.path, can);
			mount.close();
			return differences.length === 0 ? undefined : differences.join('\n');
		};

		for (const seed of t.seeds) {
			const random = randomTree(seededRandom(`tree-${seed}`), can);
			const failure = await failureOf(random);
			if (failure === undefined) continue;

			const {contents} = random;
			const smallest = await shrink(
				random.tree,
				smallerTrees,
				(tree) => failureOf({tree, contents}),
				mostAttempts,
			);
			throw new Error(
				[
					`seed ${seed}: ${smallest.reason ?? failure}`,
					`the smallest tree of ${smallest.tried} that still differs, as a dump:`,
					[...encodeDump(smallest.value)].join(''),
				].join('\n'),
			);
		}
		t.log(`${t.seeds.length} trees compared`);
	},
});
