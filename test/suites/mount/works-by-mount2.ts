import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';
import {mountLineOf} from '../_support/mount-line.ts';

export default defineCase({
	title: 'mount(2) mounts an image with its options in one string',
	groups: ['auto', 'quick', 'mount'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const digest = image.digest?.toString('hex');
		const target = t.tmp();
		const options = `basedir=${store.path},digest=${digest},verity_check=1,noacl`;
		loadNative().mount(image.path, target, 'composefs', 0, options);
		t.cleanUp('the mount', () => loadNative().umount2(target, 0));

		t.is(readFileSync(`${target}/greeting`, 'utf8'), 'hello');
		t.deepEqual(mountLineOf(target), {source: image.path, options: `ro,${options}`});
	},
});
