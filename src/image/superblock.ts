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
import {ImageError, type Place, type ReaderRule} from './rules.ts';

/** An image whose superblock is in order: what all decoding needs to know. */
export interface ImageView {
	readonly bytes: Buffer;
	readonly inodeCount: number;
	/** Where vdata starts; it ends with the image. */
	readonly vdataOffset: number;
}

/**
 * Throws an ImageError at the first rule that is broken; with `onFault` it tells of every one, and gives no inodes where their
 * table is nowhere.
 */
export function readSuperblock(image: Uint8Array, onFault?: (error: ImageError) => void): ImageView {
	const bytes = asBuffer(image);
	const fail = (rule: ReaderRule, place: Place): void => {
		const error = new ImageError(rule, place);
		if (onFault === undefined) throw error;
		onFault(error);
	};
	if (bytes.length <= minimumImageSize) throw new ImageError('image-size', {offset: 0, value: bytes.length});

	const foundMagic = bytes.readUInt32LE(superblockField.magic);
	if (foundMagic !== magic)
		fail('magic', {
			offset: superblockField.magic,
			value: `0x${foundMagic.toString(16).padStart(8, '0')}`,
		});
	const foundVersion = bytes.readUInt32LE(superblockField.version);
	if (foundVersion !== version) fail('version', {offset: superblockField.version, value: foundVersion});

	const exact = bytes.readBigUInt64LE(superblockField.vdataOffset);
	const vdataOffset = Number(exact);
	const good =
		vdataOffset > superblockSize && vdataOffset <= bytes.length && exact % BigInt(vdataAlignment) === 0n;
	if (!good) fail('vdata-offset', {offset: superblockField.vdataOffset, value: exact});

	const inodeCount = Math.floor((vdataOffset - superblockSize) / inodeSize);
	if (inodeCount < 1 || inodeCount > limits.inodes)
		fail('inode-count', {offset: superblockField.vdataOffset, value: inodeCount});
	return {bytes, inodeCount: good ? inodeCount : 0, vdataOffset};
}
