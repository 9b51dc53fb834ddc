import {constants as c, loadNative, type Statx, type Text} from '../../../src/native.ts';

const everything = c.STATX_BASIC_STATS | c.STATX_BTIME | c.STATX_MNT_ID;

/** statx(2) of a path, not following a symlink at its end; asks for every field that older kernels have too. */
export function lstatx(path: Text): Statx {
	return loadNative().statx(c.AT_FDCWD, path, c.AT_SYMLINK_NOFOLLOW, everything);
}
