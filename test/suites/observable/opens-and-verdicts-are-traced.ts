import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {regularFile} from '../../../src/image/tree.ts';
import {makeVerityObjects} from '../_support/verity-objects.ts';
import {lstatx} from '../inodes/_statx.ts';
import {traceDriver, tracing} from './_tracing.ts';

export default defineCase({
	title: 'the tracepoints composefs_open and composefs_verity tell what was opened, and what was judged why',
	groups: ['auto', 'quick', 'observable', 'verity'],
	requires: ['fsverity', tracing],
	batch: true,
	async run(t) {
		const base = t.tmp('scratch');
		const tree = makeVerityObjects(base);
		tree.entries.push({
			name: Buffer.from('missing'),
			inode: regularFile({size: 8, backing: 'no\nsuch\\file'}),
		});
		const image = await t.image(tree);
		const traced = traceDriver(t);

		for (const verityCheck of [0, 1, 2] as const) {
			const mount = await t.mount(image, {basedir: base, verityCheck});
			const ask = (name: string) => {
				const {ino, devMajor, devMinor} = lstatx(`${mount.path}/${name}`);
				const before = traced().length;
				try {
					readFileSync(`${mount.path}/${name}`);
				} catch {
					// What the verdict means for the caller is another case's business.
				}
				const about = ` dev ${devMajor}:${devMinor} ino ${ino}`;
				return traced()
					.slice(before)
					.map((line) => line.replace(about, ''));
			};
			const verdict = (err: number, words: string) =>
				`composefs_verity: verity_check ${verityCheck} err ${err} verdict ${words}`;
			const judged = (err: number, words: string) =>
				verityCheck === 0 ? verdict(0, 'not checked') : verdict(err, words);

			t.deepEqual(ask('right'), ['composefs_open: err 0 path 0', judged(0, 'digests match')]);
			t.deepEqual(ask('wrong in the last bit'), [
				'composefs_open: err 0 path 2',
				judged(-5, 'backing file has another fs-verity digest'),
			]);
			t.deepEqual(ask('not recorded'), [
				'composefs_open: err 0 path 3',
				judged(verityCheck === 2 ? -5 : 0, 'image records no fs-verity digest'),
			]);
			t.deepEqual(ask('recorded, the object has none'), [
				'composefs_open: err 0 path 4',
				judged(-5, 'backing file has no fs-verity digest'),
			]);
			t.deepEqual(ask('missing'), [String.raw`composefs_open: err -2 path no\nsuch\\file`]);
		}
	},
});
