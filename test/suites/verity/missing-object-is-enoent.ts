import {rmSync} from 'node:fs';
import {defineCase} from '#case';
import {linesAbout} from '../_support/log-lines.ts';

export default defineCase({
	title: 'open fails with ENOENT, and nothing is logged, when no base directory has the backing file',
	groups: ['auto', 'quick', 'verity'],
	needs: ['verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({'dir/there': 'hello', 'dir/gone': 'hello', 'gone/file': 'hello'});
		const image = await t.image(store);
		rmSync(`${store.path}/dir/gone`);
		rmSync(`${store.path}/gone`, {recursive: true});

		for (const verityCheck of [0, 2] as const) {
			const mount = await t.mount(image, {basedir: [t.tmp(), store.path], verityCheck});
			mount.open('dir/there').close();
			for (const name of ['dir/gone', 'gone/file']) await t.fails('ENOENT', () => mount.open(name));
		}
		t.deepEqual(linesAbout(t, image.path), []);
	},
});
