import {readdirSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {Inotify} from './_inotify.ts';

export default defineCase({
	title: 'inotify tells of opening, reading and closing files and directories, and of the unmount at last',
	groups: ['auto', 'quick', 'watching'],
	needs: ['apart'],
	batch: true,
	async run(t) {
		const store = await t.store({'dir/file': 'hello'});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const dir = new Inotify(t, {dir: `${mount.path}/dir`});
		const file = new Inotify(t, {file: `${mount.path}/dir/file`});

		readFileSync(`${mount.path}/dir/file`);
		t.deepEqual(file.events(), ['file IN_OPEN', 'file IN_ACCESS', 'file IN_CLOSE_NOWRITE']);
		t.deepEqual(dir.events(), ['dir/file IN_OPEN', 'dir/file IN_ACCESS', 'dir/file IN_CLOSE_NOWRITE']);
		readdirSync(`${mount.path}/dir`);
		t.deepEqual(dir.events(), ['dir IN_OPEN', 'dir IN_ACCESS', 'dir IN_CLOSE_NOWRITE']);
		t.deepEqual(file.events(), []);
		await t.fails('EROFS', () => mount.open('dir/file', 1));
		t.deepEqual(file.events(), []);

		mount.close();
		t.deepEqual(file.events(), ['file IN_UNMOUNT', 'file IN_IGNORED']);
		t.deepEqual(dir.events(), ['dir IN_UNMOUNT', 'dir IN_IGNORED']);
	},
});
