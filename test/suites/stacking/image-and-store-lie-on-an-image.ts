import {readFileSync, statSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {defineCase} from '#case';
import {treeOfStore} from '../../../src/guest/store.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import type {SyscallError} from '../../../src/native.ts';
import {mountOverlay} from '../_support/overlay.ts';

export default defineCase({
	title: 'image and store may lie on another composefs, the second level is the last, and more is EINVAL',
	groups: ['auto', 'quick', 'stacking'],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const content = Buffer.from(Array.from({length: 20_000}, (_, i) => i & 0xff));
		const third = writeImage(directory({file: regularFile()}));
		const store = await t.store({'dir/object': content, 'third.cfs': third});
		// An image of more than one page, so that more than one window is read.
		const names = Array.from({length: 200}, (_, i) => [`file-${i}`, regularFile()] as const);
		const inner = await t.image(
			directory([
				...names,
				['content', regularFile({size: content.length, backing: 'dir/object'})],
				['third.cfs', regularFile({size: third.length, backing: 'third.cfs'})],
			]),
		);
		const innerFile = regularFile({size: statSync(inner.path).size, backing: basename(inner.path)});
		const shown = treeOfStore(store).entries.map(({name, inode}) => [name, inode] as const);
		const outer = await t.image(directory([...shown, ['inner.cfs', innerFile]]));
		const basedir = [store.path, dirname(inner.path)];

		const first = await t.mount(outer, {basedir});
		const second = await t.mount({path: `${first.path}/inner.cfs`}, {basedir: first.path});
		t.deepEqual(readFileSync(`${second.path}/content`), content);
		t.is(readFileSync(`${second.path}/file-199`, 'utf8'), '');

		const tooDeep = [
			() => t.mount(inner, {basedir: second.path}),
			() => t.mount({path: `${first.path}/inner.cfs`}, {basedir: [store.path, second.path]}),
			() => t.mount({path: `${second.path}/third.cfs`}),
		];
		for (const attempt of tooDeep) {
			const error = await t.fails('EINVAL', attempt);
			t.deepEqual((error as SyscallError).kernelLog, ['e composefs: filesystems are stacked too deep']);
		}
		const overFirst = mountOverlay(t, {lowers: [first.path, store.path]});
		t.deepEqual(readFileSync(`${overFirst.mount.path}/dir/object`), content);
		await t.fails('EINVAL', () => mountOverlay(t, {lowers: [second.path, store.path]}));
	},
});
