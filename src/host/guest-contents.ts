/** What every guest is made of, whatever cases run in it: one initramfs, one snapshot. */

/** Programs of the host that the agent and the cases use. */
export const guestTools = ['sh', 'mount', 'umount', 'unshare'] as const;

/** Modules of the kernel that cases may ask for; those it has not are left out. */
export const guestModules = [
	'virtio_blk',
	'ext4',
	'btrfs',
	'xfs',
	'erofs',
	'overlay',
	'loop',
	'squashfs',
	'dm_verity',
	'nfsd',
	'nfsv4',
	'fuse',
	'sha256_generic',
	'crc32c_generic',
] as const;

/** MiB of memory of a guest: node takes a third of it. */
export const guestMemoryMiB = 512;

/** Where the sources of the modules that cases load are, relative to the checkout. */
export const moduleSources: Readonly<Record<string, string>> = {
	composefs: 'kernel',
	bench_faults: 'test/selftest/module',
};
