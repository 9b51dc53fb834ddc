import {fstatSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {dropInodes} from './_drop-caches.ts';
import {handleOf, openHandle} from './_handles.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'a file handle opens its inode, whatever the type, after everything was evicted',
	groups: ['auto', 'quick', 'inodes', 'handles'],
	needs: ['handles'],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'by handle'});
		const file = regularFile({size: 9, backing: 'content'});
		const deep = directory({fifo: specialFile('fifo'), file, link: symlink('file')});
		const tree = directory({a: directory({b: deep}), hard: file});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const known = ['', '/a/b', '/a/b/fifo', '/a/b/file', '/a/b/link', '/hard'].map((path) => ({
			path,
			handle: handleOf(`${mount.path}${path}`),
			ino: lstatx(`${mount.path}${path}`).ino,
		}));

		for (const {path, handle, ino} of known) {
			dropInodes();
			const fd = openHandle(t, mount, handle, c.O_PATH);
			t.is(fstatSync(fd, {bigint: true}).ino, ino, path);
		}
		const opened = openHandle(t, mount, handleOf(`${mount.path}/hard`));
		t.is(readFileSync(opened, 'utf8'), 'by handle');
	},
});
