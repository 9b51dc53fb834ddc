import {defineCase} from '#case';
import {typeCode} from '../../../src/image/layout.ts';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {listDirectory, namesOf} from './_list.ts';

export default defineCase({
	title: 'getdents64 gives ".", ".." and each entry with its type, an empty directory just the two',
	groups: ['auto', 'quick', 'directories'],
	needs: ['byte-order'],
	batch: true,
	async run(t) {
		const below = {
			blk: deviceFile('blk', {major: 1, minor: 1}),
			chr: deviceFile('chr', {major: 1, minor: 1}),
			dir: directory(),
			fifo: specialFile('fifo'),
			lnk: symlink('x'),
			reg: regularFile(),
			sock: specialFile('sock'),
		};
		const mount = await t.mount(await t.image(directory({sub: directory(below)})));

		const entries = listDirectory(`${mount.path}/sub`);
		t.deepEqual(namesOf(entries), ['.', '..', ...Object.keys(below)]);
		for (const {name, type} of entries.slice(2))
			t.is(type, typeCode[name.toString() as keyof typeof typeCode], name.toString());
		const empty = listDirectory(`${mount.path}/sub/dir`);
		t.deepEqual(namesOf(empty), ['.', '..']);
		const inoOf = (path: string) => lstatx(`${mount.path}/${path}`).ino;
		t.deepEqual(
			empty.map(({ino, type}) => ({ino, type})),
			[
				{ino: inoOf('sub/dir'), type: typeCode.dir},
				{ino: inoOf('sub'), type: typeCode.dir},
			],
		);
	},
});
