import type {Xattr} from '../image/tree.ts';
import {loadNative, type SyscallError, splitXattrNames} from '../native.ts';

const usualSize = 4096;
const maximumSize = 65536;

export interface XattrsOfFile {
	/** Sorted by key. */
	readonly xattrs: Xattr[];
	readonly unreadable: Buffer[];
}

/**
 * All xattrs that the kernel lists for a file and gives out: POSIX ACLs (`system.posix_acl_*`), capabilities and labels
 * (`security.*`) included, `trusted.*` only for those who may see them. A symbolic link isn't followed. Keys that are
 * listed but have no value for us (no permission, no handler, just removed) are named in `unreadable`.
 */
export function readXattrs(file: Buffer): XattrsOfFile {
	const native = loadNative();
	const found: XattrsOfFile = {xattrs: [], unreadable: []};
	if (listSize(file) === 0) return found;

	for (const listed of splitXattrNames(native.llistxattr(file, maximumSize))) {
		const key = Buffer.from(listed);
		try {
			found.xattrs.push({key, value: readValue(file, key)});
		} catch (error) {
			if (!unreadableCodes.has((error as SyscallError).code)) throw error;
			found.unreadable.push(key);
		}
	}
	found.xattrs.sort((a, b) => a.key.compare(b.key));
	return found;
}

const unreadableCodes: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ENODATA', 'ENOTSUP']);

function listSize(file: Buffer): number {
	try {
		return loadNative().llistxattr(file, 0);
	} catch (error) {
		if ((error as SyscallError).code === 'ENOTSUP') return 0;
		throw error;
	}
}

/** Copied, so that a short value doesn't keep the whole buffer. */
function readValue(file: Buffer, key: Buffer): Buffer {
	try {
		return Buffer.from(loadNative().lgetxattr(file, key, usualSize));
	} catch (error) {
		if ((error as SyscallError).code !== 'ERANGE') throw error;
		return Buffer.from(loadNative().lgetxattr(file, key, maximumSize));
	}
}
