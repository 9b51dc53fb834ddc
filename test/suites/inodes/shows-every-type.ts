import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {modeOf} from '../../../src/image/layout.ts';
import {
	deviceFile,
	directory,
	type Inode,
	regularFile,
	specialFile,
	symlink,
} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

const inodes: Record<string, Inode> = {
	blk: deviceFile('blk', {major: 8, minor: 1}, {permissions: 0o660, gid: 6}),
	chr: deviceFile('chr', {major: 1, minor: 3}, {permissions: 0o666}),
	dir: directory({}, {permissions: 0o1777, uid: 1, gid: 2}),
	fifo: specialFile('fifo', {permissions: 0o600}),
	lnk: symlink('reg'),
	reg: regularFile({size: 12, backing: 'x'}, {permissions: 0o6751, uid: 1000, gid: 1000}),
	sock: specialFile('sock', {permissions: 0o755}),
};

export default defineCase({
	title: 'all seven types of inodes show the mode and owner that are stored',
	groups: ['auto', 'quick', 'inodes'],
	needs: ['link-counts'],
	batch: true,
	async run(t) {
		const mount = await t.mount(await t.image(directory(inodes)));

		t.deepEqual(readdirSync(mount.path), Object.keys(inodes));
		for (const [name, inode] of Object.entries(inodes)) {
			const {mode, uid, gid, nlink} = lstatx(`${mount.path}/${name}`);
			const expected = {mode: modeOf(inode.type, inode.permissions), uid: inode.uid, gid: inode.gid};
			t.deepEqual({mode, uid, gid}, expected, name);
			t.is(nlink, inode.type === 'dir' ? 2 : 1, name);
		}
	},
});
