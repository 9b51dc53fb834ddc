import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {DamagedImage} from './_damage.ts';
import {refusesMount} from './_refused.ts';

const damages: readonly (readonly [what: string, damage: (image: DamagedImage) => void, rule: RegExp])[] = [
	['a fifo', (image) => image.setInode('/', 'mode', 0o010644), /root is not a directory|variable data/],
	['a regular file', (image) => image.setInode('/', 'mode', 0o100644), /root|size/],
	['of no type', (image) => image.setInode('/', 'mode', 0o755), /inode 0: unknown file type/],
	['of a time that is none', (image) => image.setInode('/', 'mtimeNsec', 1e9), /inode 0: nanoseconds/],
	['of an owner that is none', (image) => image.setInode('/', 'uid', 2 ** 32 - 1), /inode 0: uid or gid/],
	['of no dirents in a block', (image) => image.setDirentCount('/', 0), /block without dirents/],
	['of more dirents than fit', (image) => image.setDirentCount('/', 1000), /don't fit/],
	[
		'of a block past the end',
		(image) => image.setReference('/', 'variableData', {length: 1 << 20}),
		/inode 0: .*vdata/,
	],
];

export default defineCase({
	title: 'mount fails with EUCLEAN and names the rule when the root breaks one',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		for (const [what, damage, rule] of damages) {
			const image = new DamagedImage(directory({file: regularFile()}));
			damage(image);
			await refusesMount(t, await t.image(image.bytes), rule, `a root ${what}`);
		}
	},
});
