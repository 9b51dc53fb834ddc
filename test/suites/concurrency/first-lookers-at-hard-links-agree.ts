import {promises, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {numberedNames} from '../directories/_names.ts';
import {dropPages} from '../files/_page-cache.ts';
import {DamagedImage} from '../hostile/_damage.ts';

const names = Array.from({length: 24}, (_, n) => `name-${n}`);

/** A driver that shows an inode before it is filled in, or fills in two, gives some lookers another inode than the rest. */
export default defineCase({
	title:
		'tasks that look for the first time at different names of one inode, which waits for the disk, all see that one',
	groups: ['auto', 'quick', 'concurrency'],
	batch: true,
	async run(t) {
		const expected = {uid: 1234, gid: 5678, size: 5, mode: 0o100_640, nlink: names.length, mtimeMs: 9_000};
		const file = regularFile(
			{size: 5, backing: 'x'},
			{uid: 1234, gid: 5678, permissions: 0o640, mtime: 9_000_000_000n},
		);
		const written = new DamagedImage(
			directory({
				looked: directory(names.map((name) => [name, file] as const)),
				// Their inodes lie between the one that is looked for and the names: neither's page brings the other's.
				'the-rest': directory(numberedNames(200, 10).map((name) => [name, regularFile()] as const)),
			}),
		);
		const {offset} = written.inode(`/looked/${names[0]}`);
		const block = written.chunk('/looked', 'variableData').offset;
		t.true(offset < 4096 && block > 2 * 4096, `the inode is at ${offset}, its names at ${block}`);
		const image = await t.image(written.bytes);
		const mount = await t.mount(image);

		for (let round = 0; round < 12; round++) {
			writeFileSync('/proc/sys/vm/drop_caches', '2');
			dropPages(image.path);
			// On the threads of libuv: each waits in the kernel, while the others come along.
			const seen = await Promise.all(names.map((name) => promises.lstat(`${mount.path}/looked/${name}`)));
			const numbers = new Set(seen.map(({ino}) => ino));
			t.is(numbers.size, 1, `inode numbers ${[...numbers]}`);
			for (const {uid, gid, size, mode, nlink, mtimeMs} of seen)
				t.deepEqual({uid, gid, size, mode, nlink, mtimeMs}, expected);
		}
	},
});
