import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'mount(8) mounts an image without a helper of its own, and umount(8) unmounts it',
	groups: ['auto', 'mount'],
	requires: ['tool:mount', 'tool:umount'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const target = t.tmp();

		execFileSync('mount', ['-t', 'composefs', '-o', `basedir=${store.path}`, image.path, target]);
		const seen = readFileSync(`${target}/greeting`, 'utf8');
		execFileSync('umount', [target]);

		t.is(seen, 'hello');
		await t.fails('ENOENT', () => readFileSync(`${target}/greeting`));
	},
});
