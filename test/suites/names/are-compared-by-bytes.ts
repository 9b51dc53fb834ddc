import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';

/** Each is another name, however alike; sorted by their bytes in UTF-8. */
const names = [
	'...',
	'..a',
	'.a',
	'A',
	'A ',
	'A\n',
	'a',
	'a.',
	'e\u0301',
	'\u00c9',
	'\u00e9',
	'\ufb01',
	'\u{1f427}',
];
const absent = ['\u00c9.', 'E\u0301', 'fi', 'A  ', '.A', '....', '\ud83d'];

export default defineCase({
	title: 'names are bytes: neither case, Unicode form, dots nor spaces make two of them one',
	groups: ['auto', 'names'],
	needs: [],
	batch: true,
	async run(t) {
		const files = names.map((name, index) => [name, regularFile({size: index + 1, backing: 'x'})] as const);
		const mount = await t.mount(await t.image(directory(files)));

		for (const [index, name] of names.entries())
			t.is(lstatx(`${mount.path}/${name}`).size, BigInt(index + 1), name);
		for (const name of absent) await t.fails('ENOENT', () => lstatx(`${mount.path}/${name}`));
	},
});
