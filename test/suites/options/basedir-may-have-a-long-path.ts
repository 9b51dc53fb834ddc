import {closeSync, openSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {mountLineOf} from '../_support/mount-line.ts';

const name = 'd'.repeat(200);

export default defineCase({
	title: 'a basedir whose path is too long for a string comes as descriptor, up to the 4095 bytes of a path',
	groups: ['auto', 'options'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const image = await t.image(directory({file: regularFile({size: 5, backing: 'file'})}));
		let path = t.tmp();
		let base = openSync(path, 'r');
		const context = () => {
			const result = new FilesystemContext();
			result.setString('source', image.path);
			return result;
		};

		while (path.length + 1 + name.length < c.PATH_MAX) {
			native.mkdirat(base, name, 0o755);
			const below = native.openat(base, name, c.O_RDONLY | c.O_DIRECTORY, 0);
			closeSync(base);
			base = below;
			path += `/${name}`;
		}
		const file = native.openat(base, 'file', c.O_CREAT | c.O_WRONLY, 0o644);
		native.pwrite(file, Buffer.from('hello'), 0);
		closeSync(file);

		using long = context();
		await t.fails('EINVAL', () => long.setString('basedir', path));
		long.setFile('basedir', base);
		long.create();
		using mount = long.attach(t.tmp());
		t.is(readFileSync(`${mount.path}/file`, 'utf8'), 'hello');
		t.is(mountLineOf(mount.path).options, `ro,basedir=${path}`);

		// Nothing could remove it by its path.
		native.mkdirat(base, name, 0o755);
		const tooDeep = native.openat(base, name, c.O_RDONLY | c.O_DIRECTORY, 0);
		t.cleanUp('the directory past PATH_MAX', () => {
			closeSync(tooDeep);
			native.unlinkat(base, name, c.AT_REMOVEDIR);
			closeSync(base);
		});
		using longer = context();
		await t.fails('ENAMETOOLONG', () => longer.setFile('basedir', tooDeep));
	},
});
