import {superblockField} from '../../../src/image/layout.ts';
import type {ReaderRule} from '../../../src/image/rules.ts';
import type {Patch} from './patch.ts';

/** One way to break the sample image. */
export interface Hostile {
	readonly title: string;
	readonly break: (patch: Patch) => void;
	/** The path of the inode that is to blame; undefined for the superblock. */
	readonly blame?: string;
}

const long = 2 ** 32 - 1;

/** Of every rule the ways to break it: a rule that is added must come with a case. */
export const hostile: Readonly<Record<Exclude<ReaderRule, 'work'>, readonly Hostile[]>> = {
	'image-size': [
		{title: 'an empty file', break: (patch) => patch.cut(0)},
		{title: 'a superblock alone', break: (patch) => patch.cut(128)},
		{title: 'a superblock and one inode, no vdata', break: (patch) => patch.cut(224)},
	],
	magic: [{title: 'another magic', break: (patch) => patch.u32(superblockField.magic, 0xc078629b)}],
	version: [
		{title: 'version 0', break: (patch) => patch.u32(superblockField.version, 0)},
		{title: 'version 2', break: (patch) => patch.u32(superblockField.version, 2)},
	],
	'vdata-offset': [
		{
			title: 'vdata that starts at no multiple of 4',
			break: (patch) => patch.u64(superblockField.vdataOffset, 226n),
		},
		{
			title: 'vdata that starts in the superblock',
			break: (patch) => patch.u64(superblockField.vdataOffset, 128n),
		},
		{
			title: 'vdata that starts past the end',
			break: (patch) => patch.u64(superblockField.vdataOffset, BigInt((patch.image.length + 7) & ~3)),
		},
		{
			title: 'vdata that starts at the end of the world',
			break: (patch) => patch.u64(superblockField.vdataOffset, 2n ** 64n - 4n),
		},
		{title: 'a file cut in its inode table', break: (patch) => patch.cut(300)},
	],
	'inode-count': [
		{title: 'no room for the root', break: (patch) => patch.u64(superblockField.vdataOffset, 132n)},
	],
	'root-type': [
		{
			title: 'a root that is a file',
			break: (patch) => {
				patch.u32(patch.field('/', 'mode'), 0o100644);
				patch.u32(patch.field('/', 'variableData') + 8, 0);
			},
			blame: '/',
		},
	],
	'inode-type': [
		{
			title: 'type bits of no type',
			break: (patch) => patch.u32(patch.field('/file', 'mode'), 0o030644),
			blame: '/file',
		},
		{title: 'no type bits', break: (patch) => patch.u32(patch.field('/file', 'mode'), 0o644), blame: '/file'},
		{
			title: 'a type of other systems',
			break: (patch) => patch.u32(patch.field('/file', 'mode'), 0o160644),
			blame: '/file',
		},
		{
			title: 'bits above the type',
			break: (patch) => patch.u32(patch.field('/file', 'mode'), 0o300644),
			blame: '/file',
		},
	],
	'inode-owner': [
		{
			title: 'the uid that means none',
			break: (patch) => patch.u32(patch.field('/dev', 'uid'), long),
			blame: '/dev',
		},
		{
			title: 'the gid that means none',
			break: (patch) => patch.u32(patch.field('/', 'gid'), long),
			blame: '/',
		},
	],
	'inode-size': [
		{
			title: 'a negative size',
			break: (patch) => patch.u64(patch.field('/file', 'size'), 2n ** 63n),
			blame: '/file',
		},
	],
	'inode-time': [
		{
			title: 'a whole second of mtime nanoseconds',
			break: (patch) => patch.u32(patch.field('/link', 'mtimeNsec'), 1_000_000_000),
			blame: '/link',
		},
		{
			title: 'the most ctime nanoseconds',
			break: (patch) => patch.u32(patch.field('/link', 'ctimeNsec'), long),
			blame: '/link',
		},
	],
	'vdata-range': [
		{
			title: 'a path one byte past the end',
			break: (patch) =>
				patch.u64(patch.field('/file', 'variableData'), BigInt(patch.image.length - patch.vdataOffset - 6)),
			blame: '/file',
		},
		{
			title: 'a dirent block longer than the image',
			break: (patch) => patch.u32(patch.field('/dir', 'variableData') + 8, long),
			blame: '/dir',
		},
		{
			title: 'xattrs at an offset that wraps',
			break: (patch) => patch.u64(patch.field('/file', 'xattrs'), 2n ** 64n - 1n),
			blame: '/file',
		},
		{
			title: 'a digest at an offset whose end wraps to a small number',
			break: (patch) => patch.u64(patch.field('/file', 'digest'), 2n ** 64n - 32n),
			blame: '/file',
		},
		{
			title: 'a target that far out',
			break: (patch) => patch.u64(patch.field('/link', 'variableData'), 2n ** 32n),
			blame: '/link',
		},
	],
	'variable-data': [
		{
			title: 'a fifo with variable data',
			break: (patch) => patch.u32(patch.field('/fifo', 'variableData') + 8, 4),
			blame: '/fifo',
		},
		{
			title: 'a device with variable data',
			break: (patch) => patch.u32(patch.field('/dev', 'variableData') + 8, 4),
			blame: '/dev',
		},
	],
	'digest-length': [
		{
			title: 'a digest of 31 bytes',
			break: (patch) => patch.u32(patch.field('/file', 'digest') + 8, 31),
			blame: '/file',
		},
		{
			title: 'a digest of 33 bytes',
			break: (patch) => patch.refer('/file', 'digest', Buffer.alloc(33)),
			blame: '/file',
		},
	],
	'path-presence': [
		{
			title: 'content without a path',
			break: (patch) => patch.u32(patch.field('/file', 'variableData') + 8, 0),
			blame: '/file',
		},
		{
			title: 'a path without content',
			break: (patch) => patch.u64(patch.field('/file', 'size'), 0n),
			blame: '/file',
		},
	],
	'path-length': [
		{
			title: 'a path of 4096 bytes',
			break: (patch) => patch.refer('/file', 'variableData', Buffer.alloc(4096, 'p')),
			blame: '/file',
		},
	],
	'path-absolute': [
		{
			title: 'a path that starts with a slash',
			break: (patch) => patch.refer('/file', 'variableData', Buffer.from('/etc/shadow')),
			blame: '/file',
		},
	],
	'path-dotdot': ['../shadow', 'a/../../shadow', 'a/..', '..'].map((path) => ({
		title: `the path ${path}`,
		break: (patch) => patch.refer('/file', 'variableData', Buffer.from(path)),
		blame: '/file',
	})),
	'path-nul': [
		{
			title: 'a NUL in a path',
			break: (patch) => patch.u8(patch.chunk('/file', 'variableData').offset + 3, 0),
			blame: '/file',
		},
	],
	'target-length': [
		{
			title: 'a link without target',
			break: (patch) => patch.u32(patch.field('/link', 'variableData') + 8, 0),
			blame: '/link',
		},
		{
			title: 'a target of 4096 bytes',
			break: (patch) => patch.refer('/link', 'variableData', Buffer.alloc(4096, 't')),
			blame: '/link',
		},
	],
	'target-nul': [
		{
			title: 'a NUL in a target',
			break: (patch) => patch.u8(patch.chunk('/link', 'variableData').offset, 0),
			blame: '/link',
		},
	],
	'dirent-count': [
		{
			title: 'no dirents',
			break: (patch) => patch.u32(patch.chunk('/dir', 'variableData').offset, 0),
			blame: '/dir',
		},
		{
			title: 'more dirents than the block has room for',
			break: (patch) => patch.u32(patch.chunk('/dir', 'variableData').offset, 4),
			blame: '/dir',
		},
		{
			title: 'so many dirents that their size wraps',
			break: (patch) => patch.u32(patch.chunk('/dir', 'variableData').offset, 0x15555556),
			blame: '/dir',
		},
		{
			title: 'a block of 3 bytes',
			break: (patch) => patch.u32(patch.field('/dir', 'variableData') + 8, 3),
			blame: '/dir',
		},
	],
	'name-range': [
		{
			title: 'a name past its block',
			break: (patch) => patch.u32(patch.dirent('/dir/inner', 'nameOffset'), 4),
			blame: '/dir',
		},
		{
			title: 'a name at an offset that wraps',
			break: (patch) => patch.u32(patch.dirent('/dir/inner', 'nameOffset'), long),
			blame: '/dir',
		},
	],
	'name-length': [
		{
			title: 'a name of 0 bytes',
			break: (patch) => patch.u8(patch.dirent('/dir/inner', 'nameLength'), 0),
			blame: '/dir',
		},
	],
	'name-slash': [
		{
			title: 'a slash in a name',
			break: (patch) => patch.text(patch.name('/dir/inner'), 'i/ner'),
			blame: '/dir',
		},
	],
	'name-nul': [
		{
			title: 'a NUL in a name',
			break: (patch) => patch.text(patch.name('/dir/inner'), 'in\0er'),
			blame: '/dir',
		},
	],
	'name-dot': [
		{
			title: 'the name .',
			break: (patch) => {
				patch.u8(patch.dirent('/dir/inner', 'nameLength'), 1);
				patch.text(patch.name('/dir/inner'), '.');
			},
			blame: '/dir',
		},
		{
			title: 'the name ..',
			break: (patch) => {
				patch.u8(patch.dirent('/dir/inner', 'nameLength'), 2);
				patch.text(patch.name('/dir/inner'), '..');
			},
			blame: '/dir',
		},
	],
	'dirent-order': [
		{
			title: 'names that descend',
			break: (patch) => patch.text(patch.name('/dir/inner'), 'zzz'),
			blame: '/dir',
		},
		{
			title: 'a name twice',
			break: (patch) => {
				patch.u32(patch.dirent('/dir/sub', 'nameOffset'), 0);
				patch.u8(patch.dirent('/dir/sub', 'nameLength'), 5);
			},
			blame: '/dir',
		},
		{
			title: 'a longer name before its prefix',
			break: (patch) => {
				patch.u32(patch.dirent('/dir/sub', 'nameOffset'), 0);
				patch.u8(patch.dirent('/dir/sub', 'nameLength'), 4);
			},
			blame: '/dir',
		},
		{
			title: 'names that ascend only as signed bytes',
			break: (patch) => patch.u8(patch.name('/dir/inner'), 0xff),
			blame: '/dir',
		},
	],
	'dirent-inode': [
		{
			title: 'the inode after the last',
			break: (patch) => patch.u32(patch.dirent('/dir/inner', 'inode'), 10),
			blame: '/dir',
		},
		{
			title: 'the largest inode number',
			break: (patch) => patch.u32(patch.dirent('/dir/inner', 'inode'), long),
			blame: '/dir',
		},
	],
	'dirent-root': [
		{
			title: 'a name of the root',
			break: (patch) => patch.u32(patch.dirent('/dir/sub', 'inode'), 0),
			blame: '/dir',
		},
	],
	'dirent-type': [
		{
			title: 'a file said to be a directory',
			break: (patch) => patch.u8(patch.dirent('/dir/inner', 'type'), 4),
			blame: '/dir',
		},
		{
			title: 'a d_type of no type',
			break: (patch) => patch.u8(patch.dirent('/dir/inner', 'type'), 0),
			blame: '/dir',
		},
	],
	'dirent-nlink': [
		{
			title: 'a named inode without links',
			break: (patch) => patch.u32(patch.field('/dir/inner', 'nlink'), 0),
			blame: '/dir',
		},
	],
	'directory-parents': [
		{
			title: 'a directory in itself',
			break: (patch) => patch.u32(patch.dirent('/dir/sub', 'inode'), patch.inode('/dir').number),
			blame: '/dir',
		},
		{
			title: 'a directory with two parents',
			break: (patch) => {
				patch.u32(patch.dirent('/empty', 'inode'), patch.inode('/dir/sub').number);
				patch.u8(patch.dirent('/empty', 'type'), 4);
			},
			blame: '/dir/sub',
		},
	],
	'xattr-count': [
		{
			title: 'no xattrs',
			break: (patch) => patch.u16(patch.chunk('/file', 'xattrs').offset, 0),
			blame: '/file',
		},
		{
			title: 'more xattrs than the block has room for',
			break: (patch) => patch.u16(patch.chunk('/file', 'xattrs').offset, 0xffff),
			blame: '/file',
		},
		{
			title: 'a block of 1 byte',
			break: (patch) => patch.u32(patch.field('/file', 'xattrs') + 8, 1),
			blame: '/file',
		},
	],
	'xattr-range': [
		{
			title: 'a value past its block',
			break: (patch) => patch.u16(patch.chunk('/file', 'xattrs').offset + 8, 3),
			blame: '/file',
		},
		{
			title: 'a key past its block',
			break: (patch) => patch.u16(patch.chunk('/file', 'xattrs').offset + 6, 255),
			blame: '/file',
		},
	],
	'key-length': [
		{
			title: 'an empty key',
			break: (patch) => patch.u16(patch.chunk('/file', 'xattrs').offset + 2, 0),
			blame: '/file',
		},
		{
			title: 'a key of 256 bytes',
			break: (patch) =>
				patch.refer(
					'/file',
					'xattrs',
					Buffer.concat([Buffer.from([1, 0, 0, 1, 0, 0]), Buffer.alloc(256, 'k')]),
				),
			blame: '/file',
		},
	],
	'key-nul': [
		{
			title: 'a NUL in a key',
			break: (patch) => patch.u8(patch.chunk('/file', 'xattrs').offset + 11, 0),
			blame: '/file',
		},
	],
	'key-order': [
		{
			title: 'keys that descend',
			break: (patch) => patch.text(patch.chunk('/file', 'xattrs').offset + 15, 'z'),
			blame: '/file',
		},
		{
			title: 'a key twice',
			break: (patch) => patch.text(patch.chunk('/file', 'xattrs').offset + 15, 'b'),
			blame: '/file',
		},
	],
	acl: [
		{
			title: 'an ACL of another version',
			break: (patch) => patch.u32(patch.chunk('/acl', 'xattrs').offset + 6 + 23, 1),
			blame: '/acl',
		},
		{
			title: 'an ACL cut in an entry',
			break: (patch) => patch.u16(patch.chunk('/acl', 'xattrs').offset + 4, 42),
			blame: '/acl',
		},
	],
};
