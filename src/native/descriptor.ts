/** A rule of the format that an image breaks, in the words of the driver's reader. */
export interface Broken {
	readonly broken: string;
}

/** Within vdata. */
export interface DescriptorReference {
	readonly offset: number;
	readonly length: number;
}

export interface DescriptorInode {
	readonly mode: number;
	readonly nlink: number;
	readonly uid: number;
	readonly gid: number;
	/** Of devices, else 0. */
	readonly major: number;
	readonly minor: number;
	/** Of a symbolic link: its target's length. */
	readonly size: bigint;
	readonly mtimeSec: bigint;
	readonly mtimeNsec: number;
	readonly ctimeSec: bigint;
	readonly ctimeNsec: number;
	readonly variableData?: DescriptorReference;
	readonly xattrs?: DescriptorReference;
	readonly digest?: DescriptorReference;
}

/**
 * native/descriptor.cc: the driver's own reader (`kernel/format`) on an image in memory, one structure a call. `window` is how
 * many bytes it sees at a time, as it sees pages in the kernel. What breaks a rule gives `Broken`, also where a superblock does.
 */
export interface DescriptorCalls {
	descriptorSuperblock(image: Uint8Array, window: number): {inodes: number; vdataOffset: number} | Broken;

	descriptorInode(image: Uint8Array, number: number, window: number): DescriptorInode | Broken;

	/** As readdir goes through them, up to the first that is broken. `type` is a `DT_*`. */
	descriptorDirents(
		image: Uint8Array,
		number: number,
		window: number,
	): Broken | ({dirents: readonly {inode: number; type: number; name: Buffer}[]} & Partial<Broken>);

	/** As a lookup finds a name, of 1 to 255 bytes; null where there is none. */
	descriptorLookup(
		image: Uint8Array,
		number: number,
		name: Uint8Array,
		window: number,
	): {index: number; inode: number; type: number} | Broken | null;

	/** Up to the first that is broken. */
	descriptorXattrs(
		image: Uint8Array,
		number: number,
		window: number,
	): Broken | ({xattrs: readonly {key: Buffer; value: Buffer}[]} & Partial<Broken>);

	/** The backing path of a regular file, or a link's target; null where there is none. */
	descriptorText(image: Uint8Array, number: number, window: number): Buffer | Broken | null;

	/** 32 bytes; null where there is none. */
	descriptorDigest(image: Uint8Array, number: number, window: number): Buffer | Broken | null;
}
