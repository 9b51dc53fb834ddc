import {defineCase} from '#case';
import {
	deviceFile,
	directory,
	type Inode,
	regularFile,
	specialFile,
	symlink,
} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {getXattr, listXattrs} from './_get.ts';

const everywhere = {'security.label': 'label\0', 'trusted.empty': ''};
const xattrs = {...everywhere, 'user.a': Buffer.from([0, 255, 10]), 'user.ab': 'x', 'user.b': 'value'};

export default defineCase({
	title: 'xattrs list in the order of keys and have every byte of their values, on inodes of each type',
	groups: ['auto', 'quick', 'xattrs'],
	needs: ['key-order'],
	batch: true,
	async run(t) {
		const inodes: Record<string, Inode> = {
			chr: deviceFile('chr', {major: 1, minor: 3}, {xattrs: everywhere}),
			dir: directory({}, {xattrs}),
			fifo: specialFile('fifo', {xattrs: everywhere}),
			link: symlink('reg', {xattrs: everywhere}),
			none: regularFile(),
			reg: regularFile({size: 1, backing: 'missing'}, {xattrs}),
			shared: regularFile(undefined, {xattrs}),
		};
		const mount = await t.mount(await t.image(directory(inodes, {xattrs})));

		for (const [name, inode] of [...Object.entries(inodes), ['.', directory({}, {xattrs})] as const]) {
			const path = `${mount.path}/${name}`;
			t.deepEqual(
				listXattrs(path),
				inode.xattrs.map(({key}) => key.toString()),
				name,
			);
			for (const {key, value} of inode.xattrs) t.deepEqual(getXattr(path, key), value, `${name}: ${key}`);
		}
		t.is(loadNative().getxattr(`${mount.path}/link`, 'user.b', 64).toString(), 'value', 'followed');
		t.deepEqual(loadNative().fgetxattr(mount.open('shared').fd, 'user.ab', 64), Buffer.from('x'));
	},
});
