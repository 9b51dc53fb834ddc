/**
 * Writer of cpio archives in the "newc" form that the kernel unpacks into its first root
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Pure, and the same entries give the same bytes:
 * owner root, time 0, inode numbers by position.
 */

export type CpioEntry =
	| {readonly type: 'directory'; readonly path: string; readonly mode: number}
	| {readonly type: 'file'; readonly path: string; readonly mode: number; readonly size: number}
	| {readonly type: 'symlink'; readonly path: string; readonly target: string}
	/** A character device, such as /dev/console, which the kernel opens before anything is mounted. */
	| {
			readonly type: 'device';
			readonly path: string;
			readonly mode: number;
			readonly major: number;
			readonly minor: number;
	  };

const typeBits = {directory: 0o040000, file: 0o100000, symlink: 0o120000, device: 0o020000} as const;
const maximumField = 0xffffffff;

/** Header, name and, for a symlink, its target, padded. A file's `size` bytes and `cpioPadding(size)` follow. */
export function cpioHeader(entry: CpioEntry, inode: number): Buffer {
	const target = entry.type === 'symlink' ? Buffer.from(entry.target) : Buffer.alloc(0);
	const mode = typeBits[entry.type] | (entry.type === 'symlink' ? 0o777 : entry.mode);
	const header = encodeHeader({
		path: entry.path.replace(/^\/+/, ''),
		inode,
		mode,
		links: entry.type === 'directory' ? 2 : 1,
		size: entry.type === 'file' ? entry.size : target.length,
		major: entry.type === 'device' ? entry.major : 0,
		minor: entry.type === 'device' ? entry.minor : 0,
	});
	return Buffer.concat([header, target, cpioPadding(target.length)]);
}

/** The zero bytes between `size` bytes of content and the next header. */
export function cpioPadding(size: number): Buffer {
	return Buffer.alloc((4 - (size % 4)) % 4);
}

/** The entry that ends an archive. */
export function cpioTrailer(): Buffer {
	return encodeHeader({path: 'TRAILER!!!', inode: 0, mode: 0, links: 1, size: 0, major: 0, minor: 0});
}

interface HeaderFields {
	readonly path: string;
	readonly inode: number;
	readonly mode: number;
	readonly links: number;
	readonly size: number;
	readonly major: number;
	readonly minor: number;
}

function encodeHeader(fields: HeaderFields): Buffer {
	const name = Buffer.from(`${fields.path}\0`);
	const words = [
		fields.inode,
		fields.mode,
		0, // uid
		0, // gid
		fields.links,
		0, // mtime
		fields.size,
		0, // major and minor number of the device that holds the file
		0,
		fields.major,
		fields.minor,
		name.length,
		0, // checksum, unused in this form
	];
	for (const word of words)
		if (!Number.isInteger(word) || word < 0 || word > maximumField)
			throw new RangeError(`Expected numbers of 32 bits in the cpio header of ${fields.path}, got ${word}`);

	const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
	const header = Buffer.concat([Buffer.from(`070701${hex}`), name]);
	return Buffer.concat([header, cpioPadding(header.length)]);
}
