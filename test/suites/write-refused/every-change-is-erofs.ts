import {readdirSync, readFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const time = {sec: 1n, nsec: 0};
const [here, value] = [c.AT_FDCWD, Buffer.from('new')];

export default defineCase({
	title:
		'every call that would change a directory, an inode or an xattr is EROFS, and leaves the object alone',
	groups: ['auto', 'quick', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const n = loadNative();
		const store = await t.store({object: 'hello'});
		const xattrs = {'user.old': 'old', 'trusted.old': 'old'};
		const image = await t.image(
			directory({
				file: regularFile({size: 5, backing: 'object'}, {xattrs}),
				empty: regularFile(undefined, {xattrs}),
				dir: directory({inside: regularFile()}, {xattrs}),
				'empty-dir': directory(),
				link: symlink('file', {xattrs: {'trusted.old': 'old'}}),
				fifo: specialFile('fifo'),
			}),
		);
		const {path} = await t.mount(image, {basedir: store.path});
		const at = (name: string) => `${path}/${name}`;
		const before = statSync(`${store.path}/object`, {bigint: true});
		const all = ['file', 'empty', 'dir', 'empty-dir', 'link', 'fifo'].map(at);
		const data = ['file', 'empty'].map(at);

		const calls: Record<string, (() => unknown)[]> = {
			mkdirat: [() => n.mkdirat(here, at('new'), 0o755), () => n.mkdirat(here, at('dir/new'), 0o755)],
			mknodat: [c.S_IFREG, c.S_IFIFO, c.S_IFSOCK, c.S_IFCHR].map(
				(type) => () => n.mknodat(here, at('new'), type | 0o644, 0, 0),
			),
			symlinkat: [() => n.symlinkat('file', here, at('new'))],
			linkat: ['file', 'link', 'fifo'].map((name) => () => n.linkat(here, at(name), here, at('new'), 0)),
			unlinkat: ['file', 'empty', 'link', 'fifo'].map((name) => () => n.unlinkat(here, at(name), 0)),
			rmdir: [() => n.unlinkat(here, at('empty-dir'), c.AT_REMOVEDIR)],
			renameat2: [
				() => n.renameat2(here, at('file'), here, at('new'), 0),
				() => n.renameat2(here, at('file'), here, at('empty'), 0),
				() => n.renameat2(here, at('dir'), here, at('empty-dir/dir'), 0),
				() => n.renameat2(here, at('file'), here, at('empty'), c.RENAME_EXCHANGE),
				() => n.renameat2(here, at('file'), here, at('new'), c.RENAME_WHITEOUT),
			],
			fchmodat: all.map((name) => () => n.fchmodat(here, name, 0o600)),
			fchownat: all.map((name) => () => n.fchownat(here, name, 1, 1, c.AT_SYMLINK_NOFOLLOW)),
			utimensat: all.map((name) => () => n.utimensat(here, name, time, time, c.AT_SYMLINK_NOFOLLOW)),
			truncate: data.map((name) => () => n.truncate(name, 0)),
			lsetxattr: all.map((name) => () => n.lsetxattr(name, 'trusted.new', value, 0)),
			'lsetxattr of user.*': data.map((name) => () => n.lsetxattr(name, 'user.old', value, c.XATTR_REPLACE)),
			'lsetxattr of security.*': all.map((name) => () => n.lsetxattr(name, 'security.new', value, 0)),
			lremovexattr: all.map((name) => () => n.lremovexattr(name, 'trusted.old')),
			'faccessat2 W_OK': [...data, at('dir')].map((name) => () => n.faccessat2(here, name, c.W_OK, 0)),
		};
		for (const [call, attempts] of Object.entries(calls))
			for (const attempt of attempts)
				await t.fails('EROFS', attempt).catch((error) => {
					throw new Error(`${call}: ${error.message}`, {cause: error});
				});

		t.deepEqual(readdirSync(path).sort(), ['dir', 'empty', 'empty-dir', 'fifo', 'file', 'link']);
		t.is(readFileSync(at('file'), 'utf8'), 'hello');
		const after = statSync(`${store.path}/object`, {bigint: true});
		t.deepEqual([after.ctimeNs, after.mtimeNs, after.mode], [before.ctimeNs, before.mtimeNs, before.mode]);
	},
});
