import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import {alikeSample} from '../../../src/compare/guest/alike.ts';
import type {Contestant} from '../../../src/compare/guest/contestants.ts';
import {type Material, packSample} from '../../../src/compare/guest/material.ts';
import {emptyPageCache, kibInPageCache, kibOnDisk} from '../../../src/compare/guest/room.ts';
import {loadContestants, say, withTrees} from '../../../src/compare/guest/stand.ts';
import {imageCounts} from '../../../src/compare/sharing-claim.ts';

interface Taken {
	readonly disk: number;
	readonly cache: number;
}

/** KiB that all images of a contestant take while they are shown. */
async function take(t: CaseContext, contestant: Contestant, materials: readonly Material[]): Promise<Taken> {
	const scratch = t.tmp('scratch');
	emptyPageCache([scratch]);
	const before = kibInPageCache();
	return withTrees(t, contestant, materials, (shown) => {
		const disk = kibOnDisk([
			...materials.flatMap((material) => contestant.keeps(material)),
			...shown.map(({work}) => work),
		]);
		emptyPageCache([scratch]);
		for (const [index, {contents}] of materials.entries())
			for (const [path, content] of contents) {
				const found = readFileSync(join(shown[index]?.root ?? '', path));
				t.true(found.equals(content), `${contestant.name}: ${path} of image ${index} has other content`);
			}
		return {disk, cache: kibInPageCache() - before};
	});
}

/** KiB of these contents in pages, each once. */
function pagesOf(contents: readonly Buffer[]): number {
	const distinct = new Map(contents.map((content) => [content.toString('latin1'), content.length]));
	return [...distinct.values()].reduce((sum, length) => sum + 4 * Math.ceil(length / 4096), 0);
}

export default defineCase({
	title: 'images that name the same objects have them once, on the disk and in the page cache',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 120_000,
	async run(t) {
		const all = loadContestants();
		const store = join(t.tmp('scratch'), 'objects');
		const materials: Material[] = [];
		const ours = new Map<number, Taken>();
		for (const count of imageCounts) {
			while (materials.length < count) materials.push(packSample(t, alikeSample(materials.length), [store]));
			for (const contestant of all) {
				const {name} = contestant;
				const {disk, cache} = await take(t, contestant, materials);
				const least = pagesOf(materials.flatMap(({contents}) => [...contents.values()]));
				t.true(cache >= least, `${name}: ${cache} KiB are in the page cache, and ${least} KiB were read`);
				if (name === 'composefs') ours.set(count, {disk, cache});
				say(t, {row: `shared-disk-${count}`, contestant: name, value: disk});
				say(t, {row: `shared-cache-${count}`, contestant: name, value: cache});
			}
		}

		// A tenth of each image is its own, and comes with its digests.
		const [fewest, most] = [Math.min(...imageCounts), Math.max(...imageCounts)];
		const quarter = pagesOf([...(materials[0]?.contents.values() ?? [])]) / 4;
		for (const where of ['disk', 'cache'] as const) {
			const more = ((ours.get(most)?.[where] ?? 0) - (ours.get(fewest)?.[where] ?? 0)) / (most - fewest);
			t.true(
				more < quarter,
				`an image more takes ${more} KiB (${where}), a quarter of one is ${quarter} KiB`,
			);
		}
	},
});
