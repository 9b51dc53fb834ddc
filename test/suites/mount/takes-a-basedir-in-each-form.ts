import {closeSync, openSync, readFileSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {mountLineOf} from '../_support/mount-line.ts';

export default defineCase({
	title: 'basedir is taken as a string, an open directory, a path below a directory and an O_PATH descriptor',
	groups: ['auto', 'quick', 'mount'],
	batch: true,
	async run(t) {
		const {path, files} = await t.store({greeting: 'hello'});
		const image = await t.image({path, files});
		const forms: Record<string, (context: FilesystemContext) => void> = {
			FSCONFIG_SET_STRING: (context) => context.setString('basedir', path),
			FSCONFIG_SET_FD: (context) => {
				const directory = openSync(path, c.O_RDONLY | c.O_DIRECTORY);
				context.setFile('basedir', directory);
				closeSync(directory);
			},
			FSCONFIG_SET_PATH: (context) => {
				const parent = openSync(dirname(path), 'r');
				context.setPath('basedir', basename(path), parent);
				closeSync(parent);
			},
			FSCONFIG_SET_PATH_EMPTY: (context) => {
				const location = loadNative().openat(c.AT_FDCWD, path, c.O_PATH | c.O_CLOEXEC, 0);
				context.setLocation('basedir', location);
				closeSync(location);
			},
		};

		for (const [form, setBasedir] of Object.entries(forms)) {
			using context = new FilesystemContext();
			context.setString('source', image.path);
			setBasedir(context);
			context.create();
			using mount = context.attach(t.tmp());

			t.is(readFileSync(`${mount.path}/greeting`, 'utf8'), 'hello', form);
			t.is(mountLineOf(mount.path).options, `ro,basedir=${path}`, form);
		}
	},
});
