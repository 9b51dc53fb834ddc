import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

/** Names that are alike in their first bytes, shorter than a word, of high bytes, and one the beginning of another. */
function manyNames(): readonly string[] {
	const names: string[] = [];
	for (let at = 0; at < 120; at++) {
		const number = String(at).padStart(3, '0');
		names.push(
			`commonprefix-${number}`,
			`${number}`,
			`\xff\xfe${number}tail`,
			`lib${number}.so`,
			`lib${number}.so.1`,
		);
	}
	return [...names, 'c', 'common', 'commonpr', 'commonpre', '\x01', '\xff'];
}

/** A large directory remembers of searches what they met. */
export default defineCase({
	title:
		'of a large directory each name is found, and none beside it, however often and in whatever order it is searched',
	groups: ['auto', 'quick', 'names'],
	needs: [],
	batch: true,
	async run(t) {
		const names = manyNames();
		const entries = names.map(
			(name, at) =>
				[Buffer.from(name, 'latin1'), regularFile({size: at + 1, backing: 'x'}, {uid: at})] as const,
		);
		const mount = await t.mount(await t.image(directory([['large', directory(entries)]])));
		const path = (name: string) => Buffer.from(`${mount.path}/large/${name}`, 'latin1');

		for (let round = 0; round < 3; round++) {
			for (let step = 0; step < names.length; step++) {
				// 7 and the number of names have no common factor: each comes once.
				const at = (step * 7 + round * 100) % names.length;
				const name = names[at] ?? '';
				if (round > 0 || step % 2 === 0) {
					await t.fails('ENOENT', () => lstatx(path(`${name}\x01`)));
					await t.fails('ENOENT', () => lstatx(path(`${name.slice(0, -1)}\x02`)));
				}
				t.is(lstatx(path(name)).uid, at, `round ${round}, ${name}`);
			}
			dropInodes();
		}
	},
});
