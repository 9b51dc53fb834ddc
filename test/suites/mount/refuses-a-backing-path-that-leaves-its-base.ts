import {mkdirSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

/** What no writer of ours writes, by a path of the same length that it does. */
const paths: readonly (readonly [written: string, hostile: string])[] = [
	['xx/outside', '../outside'],
	['dir/xx/xx/outside', 'dir/../../outside'],
	['dir/xx/file', 'dir/../file'],
	['xetc/hostname', '/etc/hostname'],
];

export default defineCase({
	title: 'open fails with EUCLEAN when the backing path is absolute or has a ".." component',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const parent = t.tmp();
		mkdirSync(`${parent}/base/dir`, {recursive: true});
		for (const name of ['outside', 'base/file']) writeFileSync(`${parent}/${name}`, 'hello');
		const files = paths.map(([backing], i) => [`${i}`, regularFile({size: 5, backing})] as const);
		let bytes = writeImage(directory(files)).toString('latin1');
		for (const [written, hostile] of paths) bytes = bytes.replace(written, hostile);
		const mount = await t.mount(await t.image(Buffer.from(bytes, 'latin1')), {basedir: `${parent}/base`});

		for (const [i] of paths.entries()) await t.fails('EUCLEAN', () => mount.open(`${i}`));
	},
});
