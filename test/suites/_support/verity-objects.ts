import {closeSync, openSync, writeFileSync} from 'node:fs';
import {measureVerity} from '../../../src/guest/store.ts';
import {type Directory, directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {enableVerity} from '../../../src/store/enable-verity.ts';

/** How what the image records of a file's fs-verity relates to what the backing file has. */
export const verityStates = [
	'right',
	'wrong in the first bit',
	'wrong in the last bit',
	'not recorded',
	'recorded, the object has none',
	'neither recorded nor there',
	'of another algorithm',
	'of another salt',
] as const;

export type VerityState = (typeof verityStates)[number];

/** Makes an object for each state in a directory with fs-verity; gives the tree whose files are named for the states. */
export function makeVerityObjects(base: string): Directory {
	const files = verityStates.map((state, i) => {
		const object = `${base}/${i}`;
		writeFileSync(object, `object ${i}`);
		const recorded = prepare(object, state);
		const digest = recorded && {digest: recorded};
		return [state, regularFile({size: 8, backing: `${i}`, ...digest})] as const;
	});
	return directory(files);
}

/** Gives the object the fs-verity of its state, and back the digest to record. */
function prepare(object: string, state: VerityState): Buffer | undefined {
	switch (state) {
		case 'neither recorded nor there':
			return undefined;
		case 'recorded, the object has none':
			return Buffer.alloc(32, 1);
		case 'of another algorithm':
			enable(object, c.FS_VERITY_HASH_ALG_SHA512, '');
			// As much of it as the image has room for.
			return measureVerity(object).subarray(0, 32);
		case 'of another salt':
			enable(object, c.FS_VERITY_HASH_ALG_SHA256, 'salt');
			return unsaltedDigest(object);
	}

	enableVerity(object);
	const digest = measureVerity(object);
	switch (state) {
		case 'right':
			return digest;
		case 'wrong in the first bit':
			return turned(digest, 0, 0x80);
		case 'wrong in the last bit':
			return turned(digest, 31, 0x01);
		case 'not recorded':
			return undefined;
	}
}

/** The digest that the same content would have without the salt. */
function unsaltedDigest(object: string): Buffer {
	const copy = `${object}.unsalted`;
	writeFileSync(copy, object.replace(/.*\//, 'object '));
	enableVerity(copy);
	return measureVerity(copy);
}

function enable(object: string, algorithm: number, salt: string): void {
	const fd = openSync(object, 'r');
	try {
		const options = {algorithm, blockSize: 4096, salt: Buffer.from(salt), signature: Buffer.alloc(0)};
		loadNative().fsverityEnable(fd, options);
	} finally {
		closeSync(fd);
	}
}

function turned(digest: Buffer, at: number, bits: number): Buffer {
	const wrong = Buffer.from(digest);
	wrong[at] = (wrong[at] ?? 0) ^ bits;
	return wrong;
}
