import {mkdirSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {linesAbout} from '../_support/log-lines.ts';

export default defineCase({
	title: 'open fails with EIO, without waiting, when the backing file is a directory, fifo, socket or device',
	groups: ['auto', 'mount'],
	batch: true,
	deadlineMs: 5_000,
	async run(t) {
		const base = t.tmp();
		const make = (name: string, type: number, minor = 0) =>
			loadNative().mknodat(c.AT_FDCWD, `${base}/${name}`, type | 0o644, minor && 1, minor);
		mkdirSync(`${base}/directory`);
		make('fifo', c.S_IFIFO);
		make('socket', c.S_IFSOCK);
		make('zero', c.S_IFCHR, 5);
		make('memory', c.S_IFBLK, 1);
		const names = ['directory', 'fifo', 'socket', 'zero', 'memory'];
		const files = names.map((name) => [name, regularFile({size: 5, backing: name})] as const);
		const image = await t.image(directory(files));
		const mount = await t.mount(image, {basedir: base});

		for (const name of names) await t.fails('EIO', () => mount.open(name));
		const lines = linesAbout(t, image.path);
		t.is(lines.length, names.length, lines.join('\n'));
		for (const [i, name] of names.entries())
			t.true(lines[i]?.endsWith(`/${name}: backing file is not a regular file (-5)`) ?? false, lines[i]);
	},
});
