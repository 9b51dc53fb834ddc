import {latin1} from './bytes.ts';
import {ImageReader} from './reader.ts';
import {walkImage} from './walk.ts';

/** A backing file that an image names. */
export interface ImageObject {
	/** Below a base directory. */
	readonly backing: Buffer;
	readonly size: bigint;
	/** 32 bytes; undefined where the image records none. */
	readonly digest: Buffer | undefined;
}

/** Every backing file once, in the order of their paths. Throws an ImageError where the image is broken. */
export function imageObjects(bytes: Uint8Array): ImageObject[] {
	const reader = new ImageReader(bytes);
	const objects = new Map<string, ImageObject>();
	for (const {inode} of walkImage(reader)) {
		const backing = inode.type === 'reg' ? reader.backing(inode) : undefined;
		if (backing === undefined || objects.has(latin1(backing))) continue;
		objects.set(latin1(backing), {backing, size: inode.size, digest: reader.digest(inode)});
	}
	return [...objects.values()].sort((a, b) => a.backing.compare(b.backing));
}
