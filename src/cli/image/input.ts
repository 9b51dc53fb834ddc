import {readFileSync} from 'node:fs';
import {UsageError} from '../../errors.ts';
import {toBytes, unescapeBytes} from '../../image/bytes.ts';

/** An image, whole. */
export function readImageFile(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(`Expected an image, got '${path}': ${(error as Error).message}`, {cause: error});
	}
}

/** The bytes of a path that was typed, or copied from a listing with its escapes; absolute. */
export function entryPath(text: string): Buffer {
	const path = text.startsWith('/') ? text : `/${text}`;
	try {
		return /^[\x20-\x7e]*$/.test(path) ? unescapeBytes(path) : toBytes(path);
	} catch (error) {
		throw new UsageError(`Expected a path, got '${text}': ${(error as Error).message}`, {cause: error});
	}
}
