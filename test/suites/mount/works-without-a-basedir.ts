import {readdirSync, readFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {linesAbout} from '../_support/log-lines.ts';

export default defineCase({
	title: 'an image mounts without a basedir, and then only content is absent',
	groups: ['auto', 'quick', 'mount'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const image = await t.image(await t.store({'dir/content': 'hello', 'dir/empty': ''}));
		const mount = await t.mount(image);

		t.deepEqual(readdirSync(`${mount.path}/dir`), ['content', 'empty']);
		t.is(statSync(`${mount.path}/dir/content`).size, 5);
		t.is(readFileSync(`${mount.path}/dir/empty`, 'utf8'), '');
		await t.fails('ENOENT', () => mount.open('dir/content'));
		t.deepEqual(linesAbout(t, image.path), []);
	},
});
