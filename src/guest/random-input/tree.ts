import {encodeAcl} from '../../image/acl.ts';
import {
	type AttributeOptions,
	type Directory,
	deviceFile,
	directory,
	type Inode,
	regularFile,
	specialFile,
	symlink,
} from '../../image/tree.ts';
import type {Capability} from '../../result/contestant.ts';
import type {Random} from '../random.ts';

export interface RandomTree {
	readonly tree: Directory;
	/** Content by backing path. */
	readonly contents: Readonly<Record<string, Buffer>>;
}

/** Whether the filesystem under test is able to something. */
export type Can = (capability: Capability) => boolean;

const mostEntries = 40;
const mostDepth = 5;
const nanoseconds = 1_000_000_000n;

/** A tree of every type, the same for the same random numbers; nothing in it is beyond what the filesystem can show. */
export function randomTree(random: Random, can: Can): RandomTree {
	const contents: Record<string, Buffer> = {};
	const linkable: Inode[] = [];
	let left = 1 + random.integer(mostEntries);

	const content = () => {
		const known = Object.keys(contents);
		if (known.length > 0 && random.integer(3) === 0) return known[random.integer(known.length)] as string;
		const path = `${known.length % 3}/object-${known.length}`;
		contents[path] = random.bytes(1 + random.integer(random.pick([1, 100, 5000, 20_000])));
		return path;
	};
	const file = () => {
		if (random.integer(4) === 0) return regularFile(undefined, attributes(random, can, 'reg'));
		const backing = content();
		return regularFile({size: contents[backing]?.length ?? 0, backing}, attributes(random, can, 'reg'));
	};
	const other = (): Inode => {
		const options = attributes(random, can, 'other');
		switch (random.integer(8)) {
			case 0:
				return symlink(bytesOf(random, 1 + random.integer(300), []), {
					...options,
					permissions: 0o777,
				});
			case 1:
				return specialFile(random.pick(['fifo', 'sock']), options);
			case 2: {
				const device = {major: random.integer(4096), minor: random.integer(2 ** 20)};
				const isMark = device.major === 0 && device.minor === 0;
				return deviceFile(
					random.pick(['chr', 'blk']),
					isMark && !can('overlay-marks') ? {major: 1, minor: 3} : device,
					options,
				);
			}
			default:
				return file();
		}
	};
	const fill = (depth: number): Directory => {
		const entries = new Map<string, Inode>();
		for (let count = random.integer(12); count > 0 && left > 0; count--) {
			left--;
			const name = nameOf(random, can);
			if (entries.has(name.toString('latin1'))) continue;
			const inode =
				depth < mostDepth && random.integer(4) === 0
					? fill(depth + 1)
					: linkable.length > 0 && can('hard-links') && random.integer(6) === 0
						? (linkable[random.integer(linkable.length)] as Inode)
						: other();
			if (inode.type !== 'dir' && inode.type !== 'lnk') linkable.push(inode);
			entries.set(name.toString('latin1'), inode);
		}
		const pairs = [...entries].map(([name, inode]) => [Buffer.from(name, 'latin1'), inode] as const);
		return directory(pairs, attributes(random, can, 'dir'));
	};
	return {tree: fill(0), contents};
}

function nameOf(random: Random, can: Can): Buffer {
	const longest = can('long-names') ? 255 : 254;
	const length = random.pick([1, 2, 1 + random.integer(12), 1 + random.integer(longest), longest]);
	const name = random.integer(3) === 0 ? bytesOf(random, length, [0x2f]) : wordOf(random, length);
	return name.equals(Buffer.from('.')) || name.equals(Buffer.from('..')) ? Buffer.from('dot') : name;
}

function wordOf(random: Random, length: number): Buffer {
	return Buffer.from(Array.from({length}, () => random.pick([0x61, 0x62, 0x2d, 0x2e, 0x5f, 0x7a])));
}

/** No NUL, and none of these. */
function bytesOf(random: Random, length: number, without: readonly number[]): Buffer {
	return Buffer.from(
		Array.from({length}, () => {
			const byte = 1 + random.integer(255);
			return without.includes(byte) ? 0x78 : byte;
		}),
	);
}

function attributes(random: Random, can: Can, kind: 'reg' | 'dir' | 'other'): AttributeOptions {
	const id = () => random.pick([0, 1000, 65_535, 65_536, random.integer(2 ** 32 - 1)]);
	const time = () => {
		if (!can('any-time')) return BigInt(random.integer(2 ** 32)) * nanoseconds;
		const seconds = BigInt(random.integer(2 ** 32)) * 2n - 2n ** 31n + 1n;
		return seconds * nanoseconds + BigInt(random.integer(1_000_000_000));
	};
	const permissions = random.integer(0o10000);
	return {
		permissions,
		uid: id(),
		gid: id(),
		mtime: time(),
		ctime: time(),
		xattrs: random.integer(3) === 0 ? xattrs(random, can, kind, permissions) : {},
	};
}

function xattrs(random: Random, can: Can, kind: 'reg' | 'dir' | 'other', permissions: number) {
	// The VFS knows no xattrs of users on what has no content.
	const spaces = kind === 'other' ? ['trusted.', 'security.'] : ['user.', 'trusted.', 'security.'];
	const found: Record<string, Buffer> = {};
	for (let count = 1 + random.integer(4); count > 0; count--) {
		const space = spaces[random.integer(spaces.length)] ?? '';
		found[`${space}test-${wordOf(random, 1 + random.integer(20))}`] = random.bytes(random.integer(200));
	}
	if (kind !== 'other' && can('acl') && random.integer(3) === 0)
		found['system.posix_acl_access'] = aclOf(random, permissions);
	return found;
}

/** One that the mode agrees with: the bits of the group are those of the mask. */
function aclOf(random: Random, permissions: number): Buffer {
	const bits = () => random.integer(8);
	return encodeAcl({
		owner: (permissions >> 6) & 7,
		users: {[1 + random.integer(70_000)]: bits()},
		group: bits(),
		groups: random.integer(2) === 0 ? {} : {[1 + random.integer(70_000)]: bits()},
		mask: (permissions >> 3) & 7,
		others: permissions & 7,
	});
}
