import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {getXattr, listXattrs} from './_get.ts';

export default defineCase({
	title:
		'xattrs: a small buffer is ERANGE, an absent key ENODATA, a namespace that nobody serves EOPNOTSUPP, length 0 asks',
	groups: ['auto', 'quick', 'xattrs'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const file = regularFile(undefined, {xattrs: {'user.five': 'value', 'user.none': ''}});
		const mount = await t.mount(await t.image(directory({bare: regularFile(), file, link: symlink('file')})));
		const path = `${mount.path}/file`;
		const listed = 'user.five\0user.none\0'.length;

		t.is(native.getxattr(path, 'user.five', 0), 5);
		t.is(native.getxattr(path, 'user.five', 5).toString(), 'value');
		await t.fails('ERANGE', () => native.getxattr(path, 'user.five', 4));
		t.is(native.getxattr(path, 'user.none', 0), 0);
		t.is(native.getxattr(path, 'user.none', 1).length, 0);
		t.is(native.listxattr(path, 0), listed);
		t.is(native.listxattr(path, listed).length, listed);
		await t.fails('ERANGE', () => native.listxattr(path, listed - 1));
		t.is(native.listxattr(`${mount.path}/bare`, 0), 0);

		for (const key of ['user.fiv', 'user.five.', 'user.zz', 'user.A', 'trusted.x', 'security.x'])
			for (const name of ['file', 'bare'])
				await t.fails('ENODATA', () => getXattr(`${mount.path}/${name}`, key));
		await t.fails('ENODATA', () => getXattr(`${mount.path}/link`, 'user.five'));
		for (const key of ['nothing.known', 'system.nothing', 'user', 'usera.x'])
			await t.fails('ENOTSUP', () => getXattr(path, key));
		await t.fails('ERANGE', () => getXattr(path, `user.${'x'.repeat(251)}`));
		await t.fails('EROFS', () => native.setxattr(path, 'user.new', Buffer.from('x'), 0));
		await t.fails('EROFS', () => native.removexattr(path, 'user.five'));
		t.deepEqual(listXattrs(path).sort(), ['user.five', 'user.none']);
	},
});
