import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';

export default defineCase({
	title: 'the first base directory that has a path wins, in the order of the list and then of the options',
	groups: ['auto', 'quick', 'options'],
	batch: true,
	async run(t) {
		const parent = t.tmp();
		for (const base of ['one', 'two', 'three']) {
			mkdirSync(`${parent}/${base}`);
			writeFileSync(`${parent}/${base}/everywhere`, base.padEnd(5));
			if (base !== 'one') writeFileSync(`${parent}/${base}/not-in-one`, base.padEnd(5));
		}
		// What is no directory there doesn't hide the path in a later base.
		writeFileSync(`${parent}/one/dir`, '');
		mkdirSync(`${parent}/three/dir`);
		writeFileSync(`${parent}/three/dir/file`, 'three');
		const backed = (backing: string) => regularFile({size: 5, backing});
		const image = await t.image(
			directory({
				everywhere: backed('everywhere'),
				'not-in-one': backed('not-in-one'),
				'below-dir': backed('dir/file'),
			}),
		);
		const read = async (...basedirs: string[]) => {
			await using mount = await t.mount(image, {
				parameters: basedirs.map((basedir) => ['basedir', basedir] as const),
			});
			const text = (name: string) => readFileSync(`${mount.path}/${name}`, 'utf8').trim();
			return [text('everywhere'), text('not-in-one'), text('below-dir')];
		};
		const [one, two, three] = ['one', 'two', 'three'].map((base) => `${parent}/${base}`);

		t.deepEqual(await read(`${one}:${two}:${three}`), ['one', 'two', 'three']);
		t.deepEqual(await read(`${three}:${two}:${one}`), ['three', 'three', 'three']);
		t.deepEqual(await read(`${two}:${one}`, `${three}`), ['two', 'two', 'three']);
	},
});
