import {promises, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {dropPages} from '../files/_page-cache.ts';
import {DamagedImage} from '../hostile/_damage.ts';

/** A target that is published before its bytes, freed under a follower, or kept twice, is another text, a splat or a leak. */
export default defineCase({
	title:
		'tasks that follow a symlink for the first time at once all get its target, whoever reads it from the disk',
	groups: ['auto', 'concurrency'],
	batch: true,
	async run(t) {
		const target = `${'./'.repeat(1900)}dir`;
		const value = Buffer.alloc(65_000, 'x');
		const tree = directory({
			dir: directory({file: regularFile(undefined, {uid: 77})}),
			// Between the names and the target, so that no page that is read for those brings this.
			large: regularFile(undefined, {xattrs: {'user.a': value, 'user.b': value, 'user.c': value}}),
			link: symlink(target),
			other: symlink('link/file'),
		});
		const written = new DamagedImage(tree);
		const distance =
			written.chunk('/link', 'variableData').offset - written.chunk('/', 'variableData').offset;
		t.true(distance > 32 * 4096, `the target is ${distance} bytes behind the names`);
		const image = await t.image(written.bytes);
		const mount = await t.mount(image);
		const at = (name: string) => `${mount.path}/${name}`;

		for (let round = 0; round < 12; round++) {
			writeFileSync('/proc/sys/vm/drop_caches', '2');
			dropPages(image.path);
			const read = Array.from({length: 12}, () => promises.readlink(at('link')));
			const walked = Array.from({length: 12}, (_, n) =>
				promises.stat(at(n % 2 === 0 ? 'link/file' : 'other')),
			);
			for (const text of await Promise.all(read)) t.is(text, target);
			for (const {uid} of await Promise.all(walked)) t.is(uid, 77);
		}
	},
});
