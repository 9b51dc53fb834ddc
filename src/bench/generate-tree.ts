import {createHash} from 'node:crypto';
import {
	type AttributeOptions,
	type Directory,
	directory,
	type Inode,
	regularFile,
	symlink,
} from '../image/tree.ts';
import {drawAll, planDirectories, settle} from './directory-plan.ts';
import {type Draw, seededDraw} from './draw.ts';
import type {Shape} from './shape.ts';

const nameCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789-_.';
/** What the benchmarks' trees are made from. */
export const usualSeed = 20230401;
const startOf2023 = 1_672_531_200n;

/** VFS_CAP_REVISION_2, effective, cap_net_raw: what ping has. */
const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');

interface Slot {
	readonly name: string;
	readonly parent: Directory;
}

/** A tree of this shape, the same one for the same seed. Symbolic links lead nowhere but for one; the digests name no content. */
export function generateTree(shape: Shape, seed = usualSeed): Directory {
	const draw = seededDraw(seed);
	const plan = planDirectories(shape, draw);
	const names = drawAll(shape.name_length, draw).map(Number);
	const owners = drawAll(shape.owners, draw).map(toOwner);
	const attributes = (): AttributeOptions => ({
		mtime: (startOf2023 + BigInt(draw.integer(31_536_000))) * 1_000_000_000n,
		...owners.pop(),
	});

	const root = directory({}, attributes());
	const others: Slot[] = [];
	let level = [root];
	for (const [depth, counts] of plan.entries()) {
		const slots = level.flatMap((parent, index) => newNames(parent, counts[index] ?? 0, names, draw));
		const below = plan[depth + 1]?.length ?? 0;
		const chosen = draw.shuffled(slots);
		level = chosen.slice(0, below).map((slot) => {
			const made = directory({}, attributes());
			add(slot, made);
			return made;
		});
		others.push(...chosen.slice(below));
	}
	const inodes = draw.shuffled([...files(shape, draw, attributes), ...links(shape, draw, attributes)]);
	for (const [index, slot] of draw.shuffled(others).entries()) {
		const inode = inodes[index];
		if (inode !== undefined) add(slot, inode);
	}
	leadOneLink(others);
	return root;
}

/** The first link that has a file beside it leads there. */
function leadOneLink(slots: readonly Slot[]): void {
	for (const {parent} of slots) {
		const link = parent.entries.find(({inode}) => inode.type === 'lnk')?.inode;
		const file = parent.entries.find(({inode}) => inode.type === 'reg');
		if (link?.type !== 'lnk' || file === undefined) continue;
		link.target = file.name;
		return;
	}
}

function add({name, parent}: Slot, inode: Inode): void {
	parent.entries.push({name: Buffer.from(name), inode});
}

function newNames(parent: Directory, count: number, lengths: number[], draw: Draw): Slot[] {
	const taken = new Set<string>();
	while (taken.size < count) {
		const length = lengths.pop() ?? 1;
		let name = newName(length, draw);
		// Where all short ones are taken, the length waits for another directory.
		for (let tries = 0; taken.has(name) && tries < 100; tries++) name = newName(length, draw);
		if (taken.has(name)) lengths.unshift(length);
		else taken.add(name);
	}
	return [...taken].map((name) => ({name, parent}));
}

function newName(length: number, draw: Draw): string {
	return draw.text(1, nameCharacters.slice(0, 26)) + draw.text(length - 1, nameCharacters);
}

function toOwner(owner: string): {readonly uid: number; readonly gid: number} {
	const [uid = 0, gid = 0] = owner.split(':').map(Number);
	return {uid, gid};
}

function files(shape: Shape, draw: Draw, attributes: () => AttributeOptions): Inode[] {
	const modes = drawAll(shape.regular_modes, draw);
	let capable = shape.xattr_sets['security.capability'] ?? 0;
	return contents(shape, draw).map((content) =>
		regularFile(content, {
			...attributes(),
			permissions: Number.parseInt(modes.pop() ?? '644', 8),
			...(capable-- > 0 && {xattrs: {'security.capability': capability}}),
		}),
	);
}

interface Content {
	readonly size: number;
	readonly backing?: string;
	readonly digest?: string;
}

/** Files of one content are of one size, so they share within their number of bits. */
function contents(shape: Shape, draw: Draw): Content[] {
	const total = shape.types.reg - (shape.regular_size_bits['0'] ?? 0);
	const sizes: {value: number; low: number; high: number; times: number}[] = [];
	let files = 0;
	for (const [key, count] of Object.entries(shape.regular_size_bits)) {
		const bits = Number(key);
		if (bits === 0) continue;
		files += count;
		const distinct = Math.max(Math.round((files * shape.distinct_backing_files) / total) - sizes.length, 1);
		const [low, high] = [2 ** (bits - 1), 2 ** bits - 1];
		for (let n = 0; n < distinct; n++) {
			const times = Math.floor(count / distinct) + (n < count % distinct ? 1 : 0);
			sizes.push({value: low + draw.integer(high - low + 1), low, high, times});
		}
	}
	// Only contents of one file each take up the difference: of the others each byte would count twice.
	const single = sizes.filter(({times}) => times === 1).reverse();
	const shared = sizes.reduce((sum, {value, times}) => sum + (times > 1 ? value * times : 0), 0);
	settle(single, shape.total_size - shared);

	const empty = Array.from({length: shape.regular_size_bits['0'] ?? 0}, () => ({size: 0}));
	return [
		...empty,
		...sizes.flatMap(({value, times}, index) => {
			const digest = createHash('sha256').update(`content ${index}`).digest('hex');
			const content = {size: value, backing: `${digest.slice(0, 2)}/${digest.slice(2)}`, digest};
			return Array.from({length: times}, () => content);
		}),
	];
}

/** Half of the targets up to the median, half from it on, so that their mean is the shape's. */
function links(shape: Shape, draw: Draw, attributes: () => AttributeOptions): Inode[] {
	const {min, median, max, mean} = shape.symlink_target_length;
	const highest = Math.min(Math.round(4 * mean - min - 2 * median), max);
	return Array.from({length: shape.types.lnk}, (_, index) => {
		const [low, high] = index % 2 === 0 ? [min, median] : [median, highest];
		const length = index === 1 ? max : low + draw.integer(high - low + 1);
		return symlink(target(length, draw), attributes());
	});
}

function target(length: number, draw: Draw): string {
	const ups = Math.min(draw.integer(4), Math.floor((length - 2) / 3));
	return `${'../'.repeat(ups)}/${newName(length - 3 * ups - 1, draw)}`;
}
