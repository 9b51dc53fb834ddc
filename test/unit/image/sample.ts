import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

/** The ACL user::rw-, user:1000:r--, group::r--, mask::r--, other::---. */
const validAcl = Buffer.from(
	'0200000001000600ffffffff02000400e803000004000400ffffffff10000400ffffffff20000000ffffffff',
	'hex',
);

/** A small image with everything in it that can be broken. */
export const sample: Buffer = writeImage(
	directory({
		acl: regularFile({size: 0}, {xattrs: {'system.posix_acl_access': validAcl}}),
		dev: deviceFile('chr', {major: 1, minor: 3}),
		dir: directory({inner: regularFile({size: 3, backing: 'in/ner'}), sub: directory()}),
		empty: regularFile(),
		fifo: specialFile('fifo'),
		file: regularFile(
			{size: 1000, backing: 'ab/cdef', digest: '5a'.repeat(32)},
			{xattrs: {'user.a': '1', 'user.b': '22'}},
		),
		link: symlink('to/where'),
	}),
);
