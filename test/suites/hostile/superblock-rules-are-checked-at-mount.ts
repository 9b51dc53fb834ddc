import {defineCase} from '#case';
import {superblockField} from '../../../src/image/layout.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {refusesMount} from './_refused.ts';

const good = writeImage(directory({file: regularFile()}));

function withWord(field: 'version' | 'magic', value: number): Buffer {
	const bytes = Buffer.from(good);
	bytes.writeUInt32LE(value, superblockField[field]);
	return bytes;
}

function withVdataOffset(value: bigint | number): Buffer {
	const bytes = Buffer.from(good);
	bytes.writeBigUInt64LE(BigInt(value), superblockField.vdataOffset);
	return bytes;
}

const images: readonly (readonly [what: string, image: Buffer, rule: RegExp])[] = [
	['magic 0', withWord('magic', 0), /magic/],
	['magic in the other byte order', withWord('magic', 0x9a6278c0), /magic/],
	['version 0', withWord('version', 0), /version/],
	['version 2', withWord('version', 2), /version/],
	['vdata_offset 0', withVdataOffset(0), /vdata_offset/],
	['vdata_offset before the first inode', withVdataOffset(128), /vdata_offset/],
	['vdata_offset within the first inode', withVdataOffset(220), /vdata_offset/],
	['vdata_offset off its multiple of 4', withVdataOffset(226), /vdata_offset/],
	['vdata_offset past the end', withVdataOffset(good.length + 4), /vdata_offset/],
	['vdata_offset past what is signed', withVdataOffset(2n ** 63n), /vdata_offset/],
	['vdata_offset that wraps', withVdataOffset(2n ** 64n - 4n), /vdata_offset/],
	['nothing', Buffer.alloc(0), /too short/],
	['a superblock alone', good.subarray(0, 128), /too short/],
	['a superblock and an inode', good.subarray(0, 224), /too short/],
	['a page of zeros', Buffer.alloc(4096), /magic/],
];

export default defineCase({
	title: 'mount fails with EUCLEAN and names the rule when the superblock breaks one',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		for (const [what, image, rule] of images) await refusesMount(t, await t.image(image), rule, what);
		(await t.mount(await t.image(good))).close();
	},
});
