import {constants as c, loadNative, splitXattrNames, type Text} from '../../../src/native.ts';

/** The value of an xattr, of a symlink itself. */
export function getXattr(path: Text, name: Text): Buffer {
	return loadNative().lgetxattr(path, name, c.XATTR_SIZE_MAX);
}

/** The names of the xattrs, of a symlink itself, in the order of the filesystem; one character a byte. */
export function listXattrs(path: Text): string[] {
	const list = loadNative().llistxattr(path, c.XATTR_LIST_MAX);
	return splitXattrNames(list).map((name) => name.toString('latin1'));
}
