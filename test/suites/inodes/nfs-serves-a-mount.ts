import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import type {ManifestEntry} from '../../../src/image/manifest.ts';
import {diffManifests} from '../../../src/image/manifest-diff.ts';
import {
	deviceFile,
	directory,
	regularFile,
	specialFile,
	symlink,
	type Xattr,
} from '../../../src/image/tree.ts';
import {scanTree} from '../../../src/store/scan.ts';
import {NfsServer} from './_nfs.ts';

export default defineCase({
	title: "the kernel's NFS server serves a mount: every type, attribute, user xattr and byte arrives",
	groups: ['auto', 'inodes', 'handles', 'nfs'],
	requires: ['module:nfsd', 'module:nfsv4'],
	deadlineMs: 60_000,
	async run(t) {
		const large = Buffer.alloc(300_000, 'a line of a larger file\n');
		const store = await t.store({small: 'small', large});
		const file = regularFile(
			{size: large.length, backing: 'large'},
			{uid: 4_000_000_000, permissions: 0o4755},
		);
		const many = Array.from({length: 500}, (_, n) => [`entry-${n}`, regularFile()] as const);
		const tree = directory({
			'a directory': directory({file, many: directory(Object.fromEntries(many))}, {mtime: 123_456_789n}),
			'another name': file,
			char: deviceFile('chr', {major: 1, minor: 3}),
			fifo: specialFile('fifo', {gid: 7}),
			link: symlink('a directory/file'),
			small: regularFile({size: 5, backing: 'small'}, {xattrs: {'user.key': 'value'}}),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const server = new NfsServer(t);
		server.start(mount);

		const client = server.connect();

		t.is(readdirSync(`${client}/a directory/many`).length, 500);
		const {total, differences} = diffManifests(await scan(mount.path), await scan(client));
		t.is(total, 0, differences.join('\n'));
	},
});

async function scan(path: string): Promise<ManifestEntry[]> {
	const entries: ManifestEntry[] = [];
	for await (const entry of scanTree(path)) entries.push({...entry, xattrs: entry.xattrs.filter(isStored)});
	return entries;
}

/** The client shows the mode a second time, as an ACL of NFS. */
function isStored({key}: Xattr): boolean {
	return key.toString() !== 'system.nfs4_acl';
}
