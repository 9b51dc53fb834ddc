import type {ContestantName} from '../../result/contestant.ts';
import type {Component} from './features.ts';

const composefs: Component = {
	prefix: 'kernel/',
	own: true,
	files: {
		format: ['format/cfs_*.h', 'format/vdata.c', 'source.c'],
		mounting: ['super.c', 'context.c', 'params.c', 'format/superblock.c'],
		inodes: ['inode.c', 'format/inode.c'],
		names: ['namei.c', 'dir.c', 'format/lookup.c', 'format/dirent.*'],
		xattrs: ['xattr.c', 'format/xattr.c'],
		content: ['bases.c', 'backing.c', 'kept.c', 'file.c'],
		verity: ['verity.c'],
		handles: ['export.c'],
		telling: ['report.c', 'trace.*'],
		older: ['compat/*.h'],
		declarations: ['composefs.h'],
	},
};

const erofs: Component = {
	prefix: 'fs/erofs/',
	files: {
		format: ['erofs_fs.h'],
		mounting: ['super.c'],
		inodes: ['inode.c'],
		names: ['namei.c', 'dir.c'],
		xattrs: ['xattr.*'],
		content: ['data.c', 'fileio.c'],
		telling: ['sysfs.c'],
		compression: ['z*.c', 'decompressor*.c', 'compress.h'],
		fetching: ['fscache.c'],
		declarations: ['internal.h'],
	},
};

const overlayfs: Component = {
	prefix: 'fs/overlayfs/',
	files: {
		mounting: ['super.c', 'params.*'],
		inodes: ['inode.c'],
		names: ['namei.c', 'readdir.c'],
		xattrs: ['xattrs.c'],
		content: ['file.c'],
		handles: ['export.c'],
		writing: ['copy_up.c', 'dir.c'],
		declarations: ['overlayfs.h', 'ovl_entry.h', 'util.c'],
	},
};

const squashfs: Component = {
	prefix: 'fs/squashfs/',
	files: {
		format: ['squashfs_fs.h', 'block.c', 'cache.c'],
		mounting: ['super.c'],
		inodes: ['inode.c', 'id.c', 'symlink.c'],
		names: ['namei.c', 'dir.c'],
		xattrs: ['xattr*'],
		content: ['file*.c', 'fragment.c', 'page_actor.*'],
		handles: ['export.c'],
		compression: ['decompressor*', '*_wrapper.c'],
		declarations: ['squashfs.h', 'squashfs_fs_*.h'],
	},
};

const ext4: Component = {
	prefix: 'fs/ext4/',
	files: {
		mounting: ['super.c'],
		inodes: ['inode.c', 'symlink.c'],
		names: ['namei.c', 'dir.c', 'hash.c'],
		xattrs: ['xattr*', 'acl.*'],
		content: ['file.c', 'readpage.c', 'extents*', 'indirect.c', 'inline.c'],
		verity: ['verity.c'],
		telling: ['sysfs.c', 'fsmap.*'],
		declarations: ['ext4.h', 'ext4_extents.h'],
		writing: ['*'],
	},
};

const all = (prefix: string, feature: keyof Component['files']): Component => ({
	prefix,
	files: {[feature]: ['*']},
});
const fsVerity = all('fs/verity/', 'verity');
const dmVerity = all('drivers/md/dm-verity', 'verity');
const journal = all('fs/jbd2/', 'writing');
const loop = all('drivers/block/loop.c', 'device');

/**
 * The code that shows a contestant's tree. Not counted for anybody: the VFS, the filesystem that the store or the image lies on,
 * the core of the device mapper, libraries that decompress.
 */
export const componentsOf: Readonly<Record<ContestantName, readonly Component[]>> = {
	composefs: [composefs, fsVerity],
	'erofs+overlayfs': [erofs, overlayfs, fsVerity],
	'erofs-loop+overlayfs': [erofs, overlayfs, fsVerity, loop],
	erofs: [erofs, fsVerity],
	squashfs: [squashfs, fsVerity, loop],
	'squashfs+overlayfs': [squashfs, overlayfs, fsVerity, loop],
	'ext4-ro': [ext4, journal, dmVerity, loop],
	'overlayfs-layers': [overlayfs],
	checkout: [],
};

/** What of a kernel's source is looked at: folders without their slash, files and beginnings of names. */
export const kernelSources: readonly string[] = [
	...new Set(
		Object.values(componentsOf)
			.flat()
			.filter(({own}) => own !== true)
			.map(({prefix}) => prefix),
	),
];
