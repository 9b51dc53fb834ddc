import {readdirSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {mountOverlay} from '../_support/overlay.ts';

export default defineCase({
	title: 'an image of several pages is read from tmpfs, from two disk filesystems and from overlayfs alike',
	groups: ['auto', 'stacking'],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const names = Array.from({length: 500}, (_, i) => `file-with-a-long-name-${String(i).padStart(4, '0')}`);
		const files = names.map(
			(name) => [name, regularFile({size: 5, backing: 'object'}, {xattrs: {'user.name': name}})] as const,
		);
		const tree = directory(files);
		const onScratch = await t.image(tree);
		const {mount: overlay} = mountOverlay(t, {
			lowers: [dirname(onScratch.path), store.path],
		});
		const images = [
			onScratch.path,
			(await t.image(tree, {place: 'memory'})).path,
			(await t.image(tree, {place: 'second'})).path,
			`${overlay.path}/image.cfs`,
		];

		for (const path of images) {
			await using mount = await t.mount({path}, {basedir: store.path});
			t.deepEqual(readdirSync(mount.path), names, path);
			t.is(readFileSync(`${mount.path}/${names.at(-1)}`, 'utf8'), 'hello', path);
		}
	},
});
