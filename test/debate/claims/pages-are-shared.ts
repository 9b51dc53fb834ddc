import {closeSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {makeMaterial, packSample} from '../../../src/compare/guest/material.ts';
import {sampleTree} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const shared = 'folder-2/file-19';

/** How much of a file of the second tree is in the page cache once the file of the first was read, in percent. */
async function sharedPages(
	t: CaseContext,
	contestant: Contestant,
	one: Material,
	two: Material,
): Promise<number> {
	return withTree(t, contestant, one, (first) =>
		withTree(t, contestant, two, (second) => {
			const fd = openSync(join(second, shared), 'r');
			try {
				const length = one.contents.get(shared)?.length ?? 0;
				using mapping = new (loadNative().Mapping)({
					fd,
					length,
					protection: c.PROT_READ,
					flags: c.MAP_SHARED,
					offset: 0,
				});
				loadNative().posix_fadvise(fd, 0, 0, c.POSIX_FADV_DONTNEED);
				readFileSync(join(first, shared));
				const pages = [...mapping.mincore(0, length)];
				return Math.round((100 * pages.filter((page) => (page & 1) === 1).length) / pages.length);
			} finally {
				closeSync(fd);
			}
		}),
	);
}

export default defineCase({
	title: 'two images that name one object share its pages',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		for (const contestant of all) {
			const one = makeMaterial(t, contestant);
			// Another image, most of whose files are those of the first: the objects lie in one store.
			const two = packSample(t, contestant, sampleTree('another'), one.stores);
			// A checkout changes the owner of the object that it links: the second would take the first's.
			const value = await sharedPages(t, contestant, one, {...two, tree: one.tree});
			say(t, {row: 'shared-pages', contestant: contestant.name, value});
			if (contestant.name === 'composefs') t.is(value, 100);
		}
	},
});
