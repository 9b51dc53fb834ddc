import {asBuffer} from './bytes.ts';
import {
	inodeSize,
	limits,
	magic,
	minimumImageSize,
	superblockField,
	superblockSize,
	vdataAlignment,
	version,
} from './layout.ts';
import {ImageError} from './rules.ts';

/** An image whose superblock is in order: what all decoding needs to know. */
export interface ImageView {
	readonly bytes: Buffer;
	readonly inodeCount: number;
	/** Where vdata starts; it ends with the image. */
	readonly vdataOffset: number;
}

export function readSuperblock(image: Uint8Array): ImageView {
	const bytes = asBuffer(image);
	if (bytes.length <= minimumImageSize) throw new ImageError('image-size', {offset: 0, value: bytes.length});

	const foundMagic = bytes.readUInt32LE(superblockField.magic);
	if (foundMagic !== magic)
		throw new ImageError('magic', {
			offset: superblockField.magic,
			value: `0x${foundMagic.toString(16).padStart(8, '0')}`,
		});
	const foundVersion = bytes.readUInt32LE(superblockField.version);
	if (foundVersion !== version)
		throw new ImageError('version', {offset: superblockField.version, value: foundVersion});

	const exact = bytes.readBigUInt64LE(superblockField.vdataOffset);
	const vdataOffset = Number(exact);
	if (exact % BigInt(vdataAlignment) !== 0n || vdataOffset <= superblockSize || vdataOffset > bytes.length)
		throw new ImageError('vdata-offset', {offset: superblockField.vdataOffset, value: exact});

	const inodeCount = Math.floor((vdataOffset - superblockSize) / inodeSize);
	if (inodeCount < 1 || inodeCount > limits.inodes)
		throw new ImageError('inode-count', {offset: superblockField.vdataOffset, value: inodeCount});
	return {bytes, inodeCount, vdataOffset};
}
