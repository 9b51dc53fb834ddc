import {mkdirSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {SecondDisk} from '../_support/second-disk.ts';

export default defineCase({
	title: "a mount holds its store's filesystem, though that is unmounted from the tree, until it ends itself",
	groups: ['auto', 'lifecycle'],
	batch: true,
	async run(t) {
		const disk = new SecondDisk(t.tmp());
		t.cleanUp('the second disk', () => disk.mount.close());
		const base = `${disk.mount.path}/base`;
		mkdirSync(base, {recursive: true});
		writeFileSync(`${base}/object`, 'hello');
		const image = await t.image(directory({file: regularFile({size: 5, backing: 'object'})}), {
			place: 'memory',
		});
		const mount = await t.mount(image, {basedir: [base, base, t.tmp()]});

		disk.mount.close();
		t.is(disk.isHeld(), true);
		mount.open('file').close();
		mount.close();
		t.is(disk.isHeld(), false);
	},
});
