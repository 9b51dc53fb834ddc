/** Who can be put to the suites: what both sides know of them. How one is mounted is the guest's (`src/guest/contestants`). */

export const contestantNames = [
	'composefs',
	'erofs+overlayfs',
	'erofs-loop+overlayfs',
	'erofs',
	'squashfs',
	'squashfs+overlayfs',
	'ext4-ro',
	'overlayfs-layers',
	'checkout',
] as const;

export type ContestantName = (typeof contestantNames)[number];

/** What a case may need of the filesystem that shows its tree, beyond showing it. */
export const capabilities = {
	'store-content': 'content that is that of the store, found there when a file is opened',
	verity: 'content that is checked against digests which the tree records',
	'object-size': 'an object of another size than the tree records is refused',
	'verity-again': 'an object that was put in the place of another since that was opened is checked too',
	apart: 'a filesystem apart from that of the store',
	'read-only-itself': 'being read-only as a filesystem, not only by its mount',
	'remount-erofs': 'a remount for writing that fails with EROFS',
	'no-device': 'no block device of its own',
	fsid: 'a filesystem ID',
	idmap: 'mounts with an ID mapping',
	handles: 'files that open by handle, also after eviction',
	'direct-io': 'reads past the page cache',
	nowait: 'reads that do not wait where they are told not to',
	'cached-links': 'symlinks that are followed without waiting, once they were read',
	'byte-order': 'directories in the order of bytes, the dots first',
	'dots-first': 'the dots before names that begin with a byte below theirs',
	'long-names': 'names of 255 bytes',
	'name-limit': 'ENAMETOOLONG for names of 256 bytes',
	'overlay-marks': 'what overlayfs takes for marks of its own: devices 0:0, and xattrs',
	'link-counts': 'link counts as they follow from the tree',
	'hard-links': 'hard links as the tree has them, of every type',
	'any-time': 'times before 1970, after 2106, and of nanoseconds',
	'stored-ctime': 'change times that the tree records',
	acl: 'POSIX ACLs that are shown and enforced',
	noacl: 'a mount option that leaves ACLs out of account',
	'key-order': 'xattrs listed in the order of their keys',
	'long-xattrs': 'many xattrs, and of 65,535 bytes',
} as const;

export type Capability = keyof typeof capabilities;

/** What a contestant can't do. The cases that need it are run all the same: one that passes shows that this isn't so. */
export interface Inability {
	/** For people. */
	readonly reason: string;
	/** What the failure of such a case must say, where one that fails for another reason is a fault. */
	readonly sign?: RegExp;
}

export interface ContestantInfo {
	readonly title: string;
	/** Modules of the kernel, in the order to load them; the kernel may have them built in. */
	readonly modules: readonly string[];
	/** Programs of the host that make what is mounted, and the package that brings each. */
	readonly programs: Readonly<Record<string, string>>;
	readonly cannot: Readonly<Partial<Record<Capability, Inability>>>;
}

type Inabilities = ContestantInfo['cannot'];

const own: Inabilities = {
	'store-content': {reason: 'it holds the content itself'},
	verity: {reason: 'no digests of files are in it'},
	'object-size': {reason: 'it has the content itself'},
	'verity-again': {reason: 'it has the content itself'},
};

const ctime: Inabilities = {
	'stored-ctime': {reason: 'the time of change is that of its making, or none'},
};

const erofsTree: Inabilities = {
	...ctime,
	'dots-first': {reason: 'the dots are sorted like all names'},
	'long-names': {reason: 'mkfs.erofs of erofs-utils 1.5 cuts names of 255 bytes to 254'},
	nowait: {reason: 'its files do not know of IOCB_NOWAIT', sign: /ENOTSUP/},
	'long-xattrs': {reason: 'a file has at most 64 KiB of them', sign: /EUCLEAN/},
};

const squashfsTree: Inabilities = {
	...ctime,
	'any-time': {reason: 'times are seconds in 32 bits'},
	acl: {reason: 'it has no ACLs', sign: /ENOTSUP|EACCES/},
	noacl: {reason: 'it has no ACLs', sign: /noacl/},
	'hard-links': {reason: 'mksquashfs makes several symbolic links of one that has several names'},
	'name-limit': {reason: 'a name of 256 bytes is ENOENT', sign: /Expected ENAMETOOLONG, got ENOENT/},
	'key-order': {reason: 'xattrs list in the order of their making'},
	'long-xattrs': {reason: 'xattrs list in the order of their making'},
	nowait: {reason: 'its files do not know of IOCB_NOWAIT', sign: /ENOTSUP/},
};

const overlay: Inabilities = {
	idmap: {reason: 'overlayfs takes no ID mapping, its layers do', sign: /EINVAL.*mount_setattr/},
	handles: {reason: 'without an index and nfs_export there are none', sign: /ENOTSUP.*name_to_handle_at/},
	fsid: {reason: 'without an upper layer there is none', sign: /f_fsid/},
	'cached-links': {
		reason: 'it asks its layers for each symlink, who may wait',
		sign: /EAGAIN.*openat2 'link/,
	},
	'overlay-marks': {reason: 'it obeys them'},
	nowait: {reason: 'its files do not know of IOCB_NOWAIT', sign: /ENOTSUP/},
};

/** Of overlayfs above a store. */
const dataOnly: Inabilities = {
	'object-size': {reason: 'the sizes of objects are not looked at'},
	'verity-again': {reason: 'an inode has the object that it had first', sign: /got success/},
};

const noDirectIo: Inabilities = {'direct-io': {reason: 'O_DIRECT is refused', sign: /EINVAL.*openat/}};
const device: Inabilities = {'no-device': {reason: 'it lies on a block device', sign: /block device/}};
const silent: Inabilities = {
	'remount-erofs': {reason: 'the remount works, and changes nothing', sign: /got success/},
};
/** Of ext4, where the trees of these lie. */
const hashed: Inabilities = {
	'byte-order': {reason: 'ext4 lists in the order of hashes'},
	'key-order': {reason: 'ext4 lists xattrs in an order of its own'},
};

const erofsOverlay: ContestantInfo = {
	title: 'EROFS metadata from a file, overlayfs with a data-only layer, verity=require',
	modules: ['erofs', 'overlay'],
	programs: {'mkfs.erofs': 'erofs-utils'},
	cannot: {
		...erofsTree,
		...overlay,
		...dataOnly,
		noacl: {reason: 'the option is that of EROFS, and overlayfs goes on asking'},
	},
};

/** Everything that is known of a contestant before it runs. */
export const contestants: Readonly<Record<ContestantName, ContestantInfo>> = {
	composefs: {title: 'the driver of this project', modules: [], programs: {}, cannot: {}},
	'erofs+overlayfs': erofsOverlay,
	'erofs-loop+overlayfs': {
		...erofsOverlay,
		title: 'the same with EROFS on a loop device, as before it could be mounted from a file',
		modules: ['loop', 'erofs', 'overlay'],
	},
	erofs: {
		title: 'EROFS with everything in it, mounted from a file',
		modules: ['erofs'],
		programs: {'mkfs.erofs': 'erofs-utils'},
		cannot: {...own, ...erofsTree, ...noDirectIo, ...silent},
	},
	squashfs: {
		title: 'squashfs with everything in it, on a loop device',
		modules: ['loop', 'squashfs'],
		programs: {mksquashfs: 'squashfs-tools'},
		cannot: {...own, ...squashfsTree, ...noDirectIo, ...silent, ...device},
	},
	'squashfs+overlayfs': {
		title: 'squashfs metadata, overlayfs with a data-only layer, verity=require',
		modules: ['loop', 'squashfs', 'overlay'],
		programs: {mksquashfs: 'squashfs-tools'},
		cannot: {...squashfsTree, ...overlay, ...dataOnly},
	},
	'ext4-ro': {
		title: 'ext4 on dm-verity, mounted read-only',
		modules: ['loop', 'ext4', 'dm_verity'],
		programs: {'mkfs.ext4': 'e2fsprogs', veritysetup: 'cryptsetup-bin'},
		cannot: {
			...own,
			...ctime,
			...hashed,
			...device,
			'remount-erofs': {reason: 'the device below refuses it', sign: /EACCES/},
			noacl: {reason: 'the option is gone from ext4', sign: /noacl/},
		},
	},
	'overlayfs-layers': {
		title: 'two unpacked layers, merged by overlayfs',
		modules: ['overlay'],
		programs: {},
		cannot: {
			...own,
			...ctime,
			...hashed,
			...overlay,
			noacl: {reason: 'overlayfs has no such option', sign: /noacl/},
			'link-counts': {reason: 'a merged directory has one link'},
			'long-xattrs': {reason: 'ext4 has at most a block of them', sign: /ENOSPC/},
		},
	},
	checkout: {
		title: 'hard links into a store, behind a read-only bind mount',
		modules: [],
		programs: {},
		cannot: {
			...own,
			...ctime,
			...hashed,
			...device,
			apart: {reason: 'it is the filesystem of the store'},
			'read-only-itself': {reason: 'only its mount is read-only'},
			'remount-erofs': {reason: 'it makes the filesystem writable', sign: /got success/},
			noacl: {reason: 'a bind mount has no such option'},
			'link-counts': {reason: "the store's link counts too"},
			'hard-links': {reason: "the store's link counts too"},
			'long-xattrs': {reason: 'ext4 has at most a block of them', sign: /ENOSPC/},
		},
	},
};
