import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {SecondDisk} from '../_support/second-disk.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';

export default defineCase({
	title: 'once a mount has ended its store is unmounted for good, whatever was kept, evicted or deleted',
	groups: ['auto', 'kept', 'lifecycle'],
	batch: true,
	async run(t) {
		const names = Array.from({length: 400}, (_, i) => `object-${i}`);
		const image = await t.image(
			directory(names.map((name) => [name, regularFile({size: name.length, backing: name})] as const)),
			{place: 'memory'},
		);

		for (const dropped of [false, true]) {
			const disk = new SecondDisk(t.tmp());
			t.cleanUp('the second disk', () => disk.mount.close());
			const base = `${disk.mount.path}/base`;
			mkdirSync(base, {recursive: true});
			for (const name of names) writeFileSync(`${base}/${name}`, name);
			const mount = await t.mount(image, {basedir: base});
			for (const name of names) t.is(readFileSync(`${mount.path}/${name}`, 'utf8'), name);
			for (const name of names.slice(10)) rmSync(`${base}/${name}`);

			disk.mount.close();
			t.is(disk.isHeld(), true);
			if (dropped) dropInodes();
			mount.close();
			t.is(disk.isHeld(), false);
		}
	},
});
