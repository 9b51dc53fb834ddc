import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {getXattr} from './_get.ts';

export default defineCase({
	title: 'more names than listxattr can return are E2BIG, and each of them is still read',
	groups: ['auto', 'xattrs'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const keys = Array.from({length: 300}, (_, n) => `user.${String(n).padStart(250, '0')}`);
		const xattrs = Object.fromEntries(keys.map((key, n) => [key, `${n}`]));
		const fits = Object.fromEntries(keys.slice(0, 256).map((key) => [key, '']));
		const tree = directory({
			file: regularFile(undefined, {xattrs}),
			fits: regularFile(undefined, {xattrs: fits}),
		});
		const mount = await t.mount(await t.image(tree));
		const path = `${mount.path}/file`;

		t.is(native.listxattr(`${mount.path}/fits`, c.XATTR_LIST_MAX).length, c.XATTR_LIST_MAX);
		t.is(native.listxattr(path, 0), 300 * 256);
		await t.fails('E2BIG', () => native.listxattr(path, c.XATTR_LIST_MAX).length);
		for (const n of [0, 150, 299]) t.is(getXattr(path, keys[n] ?? '').toString(), `${n}`);
	},
});
