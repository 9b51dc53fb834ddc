import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

const lengths = Array.from({length: 255}, (_, n) => n + 1);

/** Each is the beginning of the next: a comparison that ends with the shorter one, or a length kept in too few bits, mixes them up. */
export default defineCase({
	title:
		'of 255 names, each one byte longer than the last, every one is found and listed, and each has the next inode',
	groups: ['auto', 'quick', 'names'],
	needs: ['long-names', 'byte-order'],
	batch: true,
	async run(t) {
		const name = (length: number) => 'n'.repeat(length);
		const tree = directory(
			lengths.map((length) => [name(length), regularFile(undefined, {uid: length})] as const),
		);
		const mount = await t.mount(await t.image(tree));

		t.deepEqual(namesOf(listDirectory(mount.path, 300)).slice(2), lengths.map(name));
		for (const length of [...lengths].reverse()) t.is(lstatx(`${mount.path}/${name(length)}`).uid, length);
		dropInodes();
		for (const length of lengths) {
			t.is(lstatx(`${mount.path}/${name(length)}`).uid, length);
			const other = `${name(length - 1)}m`;
			await t.fails('ENOENT', () => lstatx(`${mount.path}/${other}`));
		}
	},
});
