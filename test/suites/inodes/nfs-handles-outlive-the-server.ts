import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {type Directory, directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative, type Statx} from '../../../src/native.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {dropInodes} from './_drop-caches.ts';
import {NfsServer} from './_nfs.ts';

export default defineCase({
	title:
		'an NFS client that opened files goes on after eviction and a restart, and is told ESTALE for another image',
	groups: ['auto', 'inodes', 'handles', 'nfs'],
	requires: ['module:nfsd', 'module:nfsv4'],
	deadlineMs: 60_000,
	async run(t) {
		const store = await t.store({content: 'by handle'});
		const image = await t.image(tree(1n));
		const options = {basedir: store.path};
		const first = await t.mount(image, options);
		const again = await t.mount(image, options);
		const other = await t.mount(await t.image(tree(2n)), options);
		const server = new NfsServer(t);
		server.start(first);
		const client = server.connect();
		// Paths that the client knows, and files that are not open at the server.
		const [deep, file] = ['a/b/c', 'a/b/c/file'].map((path) => {
			const fd = loadNative().openat(c.AT_FDCWD, `${client}/${path}`, c.O_PATH | c.O_CLOEXEC, 0);
			t.cleanUp(`${path} of the client`, () => loadNative().close(fd));
			return {fd, ino: ask(fd).ino};
		}) as [{fd: number; ino: bigint}, {fd: number; ino: bigint}];

		dropInodes();
		t.is(ask(deep.fd).ino, deep.ino);
		t.is(ask(file.fd).ino, file.ino);

		await server.stop();
		server.start(again);
		// Nobody has walked there: what the server has is a handle, and what the image says of parents.
		t.is(ask(deep.fd).ino, deep.ino);
		t.deepEqual(namesOf(listDirectory(`/proc/self/fd/${deep.fd}`)), ['.', '..', 'file', 'unseen']);
		t.is(readFileSync(`/proc/self/fd/${deep.fd}/unseen`, 'utf8'), 'by handle');
		t.is(ask(file.fd).ino, file.ino);

		await server.stop();
		server.start(other);
		await t.fails('ESTALE', () => ask(deep.fd));
		await t.fails('ESTALE', () => ask(file.fd));
	},
});

function tree(mtime: bigint): Directory {
	const file = regularFile({size: 9, backing: 'content'}, {mtime});
	const unseen = regularFile({size: 9, backing: 'content'});
	return directory({a: directory({b: directory({c: directory({file, unseen})})})});
}

/** What the server says of a file now, not what the client remembers. */
function ask(fd: number): Statx {
	return loadNative().statx(fd, '', c.AT_EMPTY_PATH | c.AT_STATX_FORCE_SYNC, c.STATX_BASIC_STATS);
}
