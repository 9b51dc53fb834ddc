import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {escapeBasedir} from '../../../src/mount/composefs.ts';
import {loadNative} from '../../../src/native.ts';

const names = ['a:b', 'a\\b', 'a\\', ':', '\\:', 'a\\\\:b', 'a,b', 'a b', 'a\nb', 'ü'];

export default defineCase({
	title:
		'a basedir list names directories with colons, backslashes, commas and blanks, by fsconfig(2) and by mount(2)',
	groups: ['auto', 'quick', 'options'],
	batch: true,
	async run(t) {
		const parent = t.tmp();
		for (const [i, name] of names.entries()) {
			mkdirSync(`${parent}/${name}`);
			writeFileSync(`${parent}/${name}/file-${i}`, `${i}`);
		}
		const files = names.map((_, i) => [`file-${i}`, regularFile({size: 1, backing: `file-${i}`})] as const);
		const image = await t.image(directory(files));
		const basedirs = names.map((name) => `${parent}/${name}`);
		const list = basedirs.map(escapeBasedir).join(':');
		const target = t.tmp();
		loadNative().mount(image.path, target, 'composefs', 0, `basedir=${list.replaceAll(',', '\\,')}`);
		t.cleanUp('the mount by mount(2)', () => loadNative().umount2(target, 0));

		t.true(list.length <= 255, 'one fsconfig string is at most 255 bytes');
		const mount = await t.mount(image, {parameters: [['basedir', list]]});
		for (const [i] of names.entries()) {
			t.is(readFileSync(`${mount.path}/file-${i}`, 'utf8'), `${i}`, 'fsconfig');
			t.is(readFileSync(`${target}/file-${i}`, 'utf8'), `${i}`, 'mount');
		}
	},
});
