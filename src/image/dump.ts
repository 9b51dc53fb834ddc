import {joinPath, latin1} from './bytes.ts';
import {encodeDevice, modeOf, splitTime} from './layout.ts';
import {placeTree} from './order.ts';
import type {Directory, Inode} from './tree.ts';

/** What a field says that holds nothing; a field that holds just this byte is escaped. */
export const unset = '-';

/** The mode of a further name of an inode starts with it; its payload is the first name. */
export const linkMark = '@';

/**
 * A tree in the text of composefs-dump(5): an entry a line, depth first, the names of a directory in byte order, the root
 * first, eleven fields and the xattrs. The same tree gives the same text, and `decodeDump` gives the tree again, but for
 * ctimes and the sizes of directories, which the text has no place for. Throws a UsageError for a tree that no image can hold.
 */
export function* encodeDump(root: Directory): Generator<string> {
	const {numbers, nlinks} = placeTree(root);
	const named = new Map<Inode, Buffer>();
	const stack: {path: Buffer; inode: Inode}[] = [{path: Buffer.from('/'), inode: root}];
	for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
		const {path, inode} = entry;
		const first = named.get(inode);
		yield encodeLine(path, inode, nlinks[numbers.get(inode) ?? 0] ?? 0, first);
		if (inode.type !== 'dir') {
			if (first === undefined) named.set(inode, path);
			continue;
		}
		const dirents = [...inode.entries].sort((a, b) => b.name.compare(a.name));
		for (const {name, inode: child} of dirents) stack.push({path: joinPath(path, name), inode: child});
	}
}

function encodeLine(path: Buffer, inode: Inode, nlink: number, first: Buffer | undefined): string {
	const {sec, nsec} = splitTime(inode.mtime);
	const mark = first === undefined ? '' : linkMark;
	const fields = [
		escapeField(path),
		sizeOf(inode),
		mark + modeOf(inode.type, inode.permissions).toString(8),
		nlink,
		inode.uid,
		inode.gid,
		inode.type === 'chr' || inode.type === 'blk' ? encodeDevice(inode.device) : 0,
		`${sec}.${nsec.toString().padStart(9, '0')}`,
		escapeField(first ?? payloadOf(inode)),
		unset,
		(inode.type === 'reg' && inode.digest?.toString('hex')) || unset,
		...[...inode.xattrs]
			.sort((a, b) => a.key.compare(b.key))
			.map(({key, value}) => `${escapeXattr(key)}=${escapeXattr(value)}`),
	];
	return `${fields.join(' ')}\n`;
}

function sizeOf(inode: Inode): bigint {
	if (inode.type === 'reg') return inode.size;
	return inode.type === 'lnk' ? BigInt(inode.target.length) : 0n;
}

function payloadOf(inode: Inode): Buffer | undefined {
	if (inode.type === 'reg') return inode.backing;
	return inode.type === 'lnk' ? inode.target : undefined;
}

const escapedInFields = /[^\x21-\x5b\x5d-\x7e]/g;
const escapedInXattrs = /[^\x21-\x3c\x3e-\x5b\x5d-\x7e]/g;

function escapeField(bytes: Buffer | undefined): string {
	if (bytes === undefined || bytes.length === 0) return unset;
	const text = escapeWith(escapedInFields, bytes);
	return text === unset ? '\\x2d' : text;
}

/** A value of no bytes is nothing at all behind the "=". */
function escapeXattr(bytes: Buffer): string {
	return escapeWith(escapedInXattrs, bytes);
}

function escapeWith(pattern: RegExp, bytes: Buffer): string {
	return latin1(bytes).replace(
		pattern,
		(character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
}
