import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {makeStore, treeOfStore, writeImageFile} from '../../../src/guest/store.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'a basedir can be unmounted from the tree while an image that uses it stays mounted and readable',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const base = t.tmp();
		loadNative().mount('none', base, 'tmpfs', 0, null);
		const baseMount = new Mount(base);
		t.cleanUp('the base mount', () => baseMount.close());
		const store = makeStore(base, {greeting: 'hello'}, false);
		const image = writeImageFile(`${t.tmp()}/image.cfs`, treeOfStore(store), false);
		const mount = await t.mount(image, {basedir: base});

		baseMount.close();

		await t.fails('ENOENT', () => readFileSync(`${base}/greeting`));
		t.is(readFileSync(`${mount.path}/greeting`, 'utf8'), 'hello');
	},
});
