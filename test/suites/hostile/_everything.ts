import {encodeAcl} from '../../../src/image/acl.ts';
import {
	type Directory,
	deviceFile,
	directory,
	regularFile,
	specialFile,
	symlink,
} from '../../../src/image/tree.ts';

/** Content of the backing files that the tree below leads to, by path. */
export const objects = {'ab/object': 'hello', 'cd/other': 'other content'};

/** A small tree with one of everything that the format knows. */
export function everything(): Directory {
	const acl = encodeAcl({owner: 6, users: {1000: 4}, group: 4, mask: 4, others: 4});
	const hard = regularFile(
		{size: 5, backing: 'ab/object', digest: Buffer.alloc(32, 1)},
		{uid: 1000, mtime: -1n},
	);
	return directory(
		{
			blk: deviceFile('blk', {major: 8, minor: 1}),
			chr: deviceFile('chr', {major: 1, minor: 3}),
			dir: directory(
				{
					acl: regularFile(undefined, {uid: 1, xattrs: {'system.posix_acl_access': acl, 'user.a': 'a'}}),
					below: directory({deep: directory({file: hard})}),
					empty: directory(),
					hard,
				},
				{xattrs: {'security.label': 'label', 'trusted.t': 't'}},
			),
			fifo: specialFile('fifo'),
			'lnk-\xff': symlink('dir/below'),
			other: regularFile({size: 13, backing: 'cd/other'}, {xattrs: {'user.large': Buffer.alloc(200, 'x')}}),
			sock: specialFile('sock', {mtime: 2n ** 70n}),
		},
		{size: 4096n},
	);
}
