import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import type {ComposefsOptions} from '../../../src/mount/composefs.ts';
import {loadNative} from '../../../src/native.ts';
import {mountLineOf} from '../_support/mount-line.ts';

const awkward = ['plain', 'a b', 'a:b', 'a,b', 'a\\b', 'a\\', 'a#b', 'a\tb', 'a\nb', 'a=b', 'ü', 'a\\,:b'];

export default defineCase({
	title: 'the options that a mount shows mount it again, and the second mount shows the same',
	groups: ['auto', 'quick', 'options'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const parent = t.tmp();
		const basedirs = awkward.map((name) => `${parent}/${name}`);
		for (const [i, base] of basedirs.entries()) {
			mkdirSync(base);
			writeFileSync(`${base}/${i}`, 'hello');
		}
		const files = awkward.map((_, i) => [`${i}`, regularFile({size: 5, backing: `${i}`})] as const);
		const image = await t.image(directory(files));
		const digest = image.digest?.toString('hex') ?? '';
		const shownBy = new Map<Partial<ComposefsOptions>, RegExp>([
			[{}, /^ro$/],
			[{verityCheck: 0}, /^ro$/],
			[{verityCheck: 1}, /^ro,verity_check=1$/],
			[{acl: false, verityCheck: 2}, /^ro,verity_check=2,noacl$/],
			[{acl: true}, /^ro$/],
			[{digest}, /^ro,digest=[0-9a-f]{64},verity_check=2$/],
			[{digest: digest.toUpperCase(), verityCheck: 0}, /^ro,digest=[0-9a-f]{64},verity_check=0$/],
			[{basedirs, verityCheck: 0}, /^ro,basedir=[^,]*plain:/],
		]);

		for (const [{basedirs = [], ...options}, shown] of shownBy) {
			await using mount = await t.mount(image, {...options, basedir: basedirs as string[]});
			const first = mountLineOf(mount.path);
			t.match(first.options, shown);

			const target = t.tmp();
			const data = Buffer.from(first.options.replace(/^ro,?/, ''), 'latin1');
			loadNative().mount(image.path, target, 'composefs', 0, data);
			try {
				t.deepEqual(mountLineOf(target), first);
				for (const [i] of basedirs.entries()) t.is(readFileSync(`${target}/${i}`, 'utf8'), 'hello');
			} finally {
				loadNative().umount2(target, 0);
			}
		}
	},
});
