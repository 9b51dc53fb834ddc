import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {linesAbout} from '../_support/log-lines.ts';

export default defineCase({
	title:
		'open fails with ELOOP when the backing path leads through a symlink inside its base, and no later base is asked',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const base = t.tmp();
		mkdirSync(`${base}/dir`);
		writeFileSync(`${base}/dir/file`, 'hello');
		symlinkSync('dir', `${base}/dir-link`);
		symlinkSync('dir/file', `${base}/file-link`);
		symlinkSync('/proc/self/exe', `${base}/absolute-link`);
		const backed = (backing: string) => regularFile({size: 5, backing});
		const image = await t.image(
			directory({
				direct: backed('dir/file'),
				last: backed('file-link'),
				middle: backed('dir-link/file'),
				absolute: backed('absolute-link'),
			}),
		);
		const mount = await t.mount(image, {basedir: base});
		const other = t.tmp();
		writeFileSync(`${other}/file-link`, 'hello');
		const withOther = await t.mount({path: image.path}, {basedir: [base, other]});

		mount.open('direct').close();
		for (const name of ['last', 'middle', 'absolute']) await t.fails('ELOOP', () => mount.open(name));
		t.deepEqual(
			linesAbout(t, image.path).map((line) => /inode \d+ (\/\w+: backing path .*)/.exec(line)?.[1]),
			['last', 'middle', 'absolute'].map((name) => `/${name}: backing path leads through a symlink (-40)`),
		);
		await t.fails('ELOOP', () => withOther.open('last'));
	},
});
