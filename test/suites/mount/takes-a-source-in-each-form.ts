import {closeSync, openSync, readFileSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {mountLineOf} from '../_support/mount-line.ts';

export default defineCase({
	title: 'source is taken as a string, an open file, a path below a directory and an O_PATH descriptor',
	groups: ['auto', 'quick', 'mount'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const {path} = await t.image(store);
		const forms: Record<string, (context: FilesystemContext) => void> = {
			FSCONFIG_SET_STRING: (context) => context.setString('source', path),
			FSCONFIG_SET_FD: (context) => {
				const file = openSync(path, 'r');
				context.setFile('source', file);
				closeSync(file);
			},
			FSCONFIG_SET_PATH: (context) => {
				const directory = openSync(dirname(path), 'r');
				context.setPath('source', basename(path), directory);
				closeSync(directory);
			},
			FSCONFIG_SET_PATH_EMPTY: (context) => {
				const location = loadNative().openat(c.AT_FDCWD, path, c.O_PATH | c.O_CLOEXEC, 0);
				context.setLocation('source', location);
				closeSync(location);
			},
		};

		for (const [form, setSource] of Object.entries(forms)) {
			using context = new FilesystemContext();
			setSource(context);
			context.setString('basedir', store.path);
			context.create();
			using mount = context.attach(t.tmp());

			t.is(readFileSync(`${mount.path}/greeting`, 'utf8'), 'hello', form);
			t.is(mountLineOf(mount.path).source, path, form);
		}
	},
});
