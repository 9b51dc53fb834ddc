import {truncateSync} from 'node:fs';
import {defineCase} from '#case';
import {inodeSize, superblockField, superblockSize} from '../../../src/image/layout.ts';
import {directory} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {lstatx} from '../inodes/_statx.ts';
import {refusesMount} from './_refused.ts';

export default defineCase({
	title: 'an inode table of 2^32 - 1 inodes mounts, one more is EUCLEAN',
	groups: ['auto', 'hostile'],
	batch: true,
	async run(t) {
		const bytes = writeImage(directory());
		const imageOf = async (inodes: number) => {
			const vdataOffset = superblockSize + inodeSize * inodes;
			bytes.writeBigUInt64LE(BigInt(vdataOffset), superblockField.vdataOffset);
			const image = await t.image(bytes);
			truncateSync(image.path, vdataOffset + 4);
			return image;
		};

		const most = await t.mount(await imageOf(2 ** 32 - 1));
		t.is(lstatx(most.path).ino, 1n);
		await refusesMount(t, await imageOf(2 ** 32), /more than 2\^32-1 inodes/, 'one more');
	},
});
