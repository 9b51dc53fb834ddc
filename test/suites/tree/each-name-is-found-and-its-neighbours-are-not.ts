import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {decodeManifest} from '../../../src/image/manifest.ts';
import {listDirectory} from '../directories/_list.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

const samples = 60;

/** Names of a real tree share long prefixes and end in all ways: what a search does with these shows in no made-up one. */
export default defineCase({
	title:
		'in random directories of a real tree each listed name is found with its number and type, and none beside it',
	groups: ['auto', 'tree', 'names'],
	requires: ['fsverity'],
	fixtures: ['tree'],
	deadlineMs: 60_000,
	async run(t) {
		const {image, objects, manifest} = t.tree();
		const entries = [...decodeManifest(readFileSync(manifest, 'utf8'))];
		const mount = await t.mount(image, {basedir: objects});
		const children = new Map<string, Set<string>>();
		for (const {path} of entries.slice(1)) {
			const text = path.toString('latin1');
			const parent = text.slice(0, text.lastIndexOf('/')) || '/';
			const names = children.get(parent) ?? new Set();
			children.set(parent, names.add(text.slice(text.lastIndexOf('/') + 1)));
		}
		const parents = [...children.keys()];
		const bytes = (text: string) => Buffer.from(text, 'latin1');
		let looked = 0;

		for (let sample = 0; sample < samples; sample++) {
			const parent = parents[t.random.integer(parents.length)] as string;
			const expected = children.get(parent) as Set<string>;
			const at = (name: string) => bytes(`${mount.path}${parent}/${name}`);
			const listed = listDirectory(at('')).slice(2);
			t.deepEqual(new Set(listed.map(({name}) => name.toString('latin1'))), expected, parent);
			dropInodes();
			for (const {name, ino, type} of listed.slice(0, 40)) {
				const text = name.toString('latin1');
				const shown = lstatx(at(text));
				t.deepEqual([shown.ino, shown.mode >> 12], [ino, type], text);
				for (const near of [`${text}\x01`, `${text}~`, text.slice(0, -1), `\x01${text}`, text.slice(1)])
					if (near !== '' && !/^\.{1,2}$/.test(near) && !expected.has(near))
						await t.fails('ENOENT', () => lstatx(at(near)));
				looked += 1;
			}
		}
		t.log(`${looked} names in ${samples} directories`);
		t.true(looked > samples, 'too few names');
	},
});
