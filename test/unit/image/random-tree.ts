import {
	type AttributeOptions,
	type Directory,
	deviceFile,
	directory,
	type Inode,
	regularFile,
	specialFile,
	symlink,
} from '../../../src/image/tree.ts';

/** Numbers that look random and are the same on every run (mulberry32). */
export function seededRandom(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

const forbidden: ReadonlySet<number> = new Set([0, 0x2f]);

/** A tree of all types, with bytes of all kinds and hard links, that fits an image; from the seed alone. */
export function randomTree(seed: number, size: number): Directory {
	const random = seededRandom(seed);
	const bytes = (length: number): Buffer =>
		Buffer.from(
			Array.from({length}, () => {
				const byte = random(256);
				return forbidden.has(byte) ? 0x78 : byte;
			}),
		);
	const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
	const time = (): bigint =>
		BigInt(random(2 ** 32) - 2 ** 31) * pick([1n, 1_000_000_007n, 10_000_000_000_000_000n]);
	const attributes = (): AttributeOptions => ({
		permissions: random(0o10000),
		uid: pick([0, 1000, 0xfffffffe, random(2 ** 32 - 1)]),
		gid: pick([0, 1000, 0xfffffffe, random(2 ** 32 - 1)]),
		mtime: time(),
		ctime: time(),
		xattrs: random(4) > 0 ? [] : (sharedXattrs[random(sharedXattrs.length)] ?? []),
	});
	const sharedXattrs = Array.from({length: 5}, () =>
		Array.from({length: 1 + random(4)}, (_, index) => ({
			key: Buffer.concat([Buffer.from(`user.${index}`), bytes(random(20))]),
			value: bytes(random(3) === 0 ? 0 : random(300)),
		})).sort((a, b) => a.key.compare(b.key)),
	);

	const leaf = (): Inode => {
		switch (random(8)) {
			case 0:
				return symlink(bytes(1 + random(pick([10, 4095]))), attributes());
			case 1:
				return deviceFile('chr', {major: random(4096), minor: random(2 ** 20)}, attributes());
			case 2:
				return deviceFile('blk', {major: random(4096), minor: random(2 ** 20)}, attributes());
			case 3:
				return specialFile(pick(['fifo', 'sock']), attributes());
			case 4:
				return regularFile({size: 0}, attributes());
			default: {
				const digest = bytes(32);
				const path = `${digest.toString('hex', 0, 1)}/${digest.toString('hex', 1)}`;
				const content = {size: pick([1n, 2n ** 63n - 1n, BigInt(1 + random(2 ** 32))]), backing: path};
				return regularFile(random(2) === 0 ? content : {...content, digest}, attributes());
			}
		}
	};

	const root = directory({}, {...attributes(), size: BigInt(random(5000))});
	const directories = [root];
	const leaves: Inode[] = [];
	const names = new Map<Directory, Set<string>>([[root, new Set()]]);
	for (let count = 0; count < size; count++) {
		const parent = pick(directories);
		const name = random(10) === 0 ? bytes(255) : bytes(1 + random(12));
		const text = name.toString('latin1');
		if (text === '.' || text === '..' || names.get(parent)?.has(text)) continue;
		names.get(parent)?.add(text);

		const kind = random(10);
		const inode =
			kind < 2 ? directory({}, attributes()) : kind === 2 && leaves.length > 0 ? pick(leaves) : leaf();
		parent.entries.push({name, inode});
		if (inode.type === 'dir') {
			directories.push(inode);
			names.set(inode, new Set());
		} else {
			leaves.push(inode);
		}
	}
	for (const {entries} of directories) entries.sort((a, b) => a.name.compare(b.name));
	return root;
}
