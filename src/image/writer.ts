import {constants} from 'node:buffer';
import {UsageError} from '../errors.ts';
import {escapeBytes, joinPath} from './bytes.ts';
import {inodeFault} from './inode-fault.ts';
import {
	encodeDevice,
	inodeField,
	inodeSize,
	magic,
	modeOf,
	splitTime,
	superblockField,
	superblockSize,
	vdataAlignment,
	version,
} from './layout.ts';
import {type PlacedTree, placedPath, placeTree} from './order.ts';
import type {Directory, Inode} from './tree.ts';
import {absent, encodeDirents, encodeXattrs, type VdataReference, VdataWriter} from './vdata.ts';

/** The three references of an inode. */
interface References {
	variableData: VdataReference;
	xattrs: VdataReference;
	digest: VdataReference;
}

/**
 * Writes the image of a tree: the same tree gives the same bytes. Inodes are ordered as `placeTree` says. Vdata has
 * two parts: first what a walk reads, each dirent block followed by the xattrs and targets of its entries; then
 * what opening a file reads, backing path and digest side by side. A UsageError names what does not fit the format.
 */
export function writeImage(root: Directory): Buffer {
	const placed = placeTree(root);
	checkInodes(placed);

	const vdata = new VdataWriter();
	const references = placed.inodes.map(() => ({variableData: absent, xattrs: absent, digest: absent}));
	addWalkPart(placed, vdata, references);
	addOpenPart(placed, vdata, references);
	if (vdata.size === 0) vdata.add(Buffer.alloc(vdataAlignment));

	const vdataOffset = superblockSize + inodeSize * placed.inodes.length;
	const size = vdataOffset + vdata.size;
	if (size > constants.MAX_LENGTH)
		throw new UsageError(
			`Expected a tree whose image has at most ${constants.MAX_LENGTH} bytes, got ${size}`,
		);

	const image = Buffer.alloc(size);
	image.writeUInt32LE(version, superblockField.version);
	image.writeUInt32LE(magic, superblockField.magic);
	image.writeBigUInt64LE(BigInt(vdataOffset), superblockField.vdataOffset);
	for (const [number, inode] of placed.inodes.entries()) {
		const offset = superblockSize + inodeSize * number;
		writeInode(image, offset, inode, placed.nlinks[number] ?? 0, references[number] as References);
	}
	let at = vdataOffset;
	for (const chunk of vdata.chunks) {
		image.set(chunk, at);
		at += chunk.length;
	}
	return image;
}

function addWalkPart(
	{inodes, numbers, directories}: PlacedTree,
	vdata: VdataWriter,
	references: References[],
): void {
	let next = 0;
	const addInodes = (end: number): void => {
		for (; next < end; next++) {
			const inode = inodes[next] as Inode;
			const own = references[next] as References;
			own.xattrs = vdata.shareAligned(encodeXattrs(inode.xattrs));
			if (inode.type === 'lnk') own.variableData = vdata.share(inode.target);
		}
	};

	addInodes(1);
	for (const {directory, entries} of directories) {
		const own = references[numbers.get(directory) ?? 0] as References;
		own.variableData = vdata.addAligned(encodeDirents(entries, numbers));
		const last = entries.reduce((end, {inode}) => Math.max(end, (numbers.get(inode) ?? 0) + 1), next);
		addInodes(last);
	}
}

function addOpenPart({inodes}: PlacedTree, vdata: VdataWriter, references: References[]): void {
	for (const [number, inode] of inodes.entries()) {
		if (inode.type !== 'reg') continue;
		const own = references[number] as References;
		if (inode.backing !== undefined) own.variableData = vdata.share(inode.backing);
		if (inode.digest !== undefined) own.digest = vdata.share(inode.digest);
	}
}

function writeInode(
	image: Buffer,
	offset: number,
	inode: Inode,
	nlink: number,
	references: References,
): void {
	image.writeUInt32LE(modeOf(inode.type, inode.permissions), offset + inodeField.mode);
	image.writeUInt32LE(nlink, offset + inodeField.nlink);
	image.writeUInt32LE(inode.uid, offset + inodeField.uid);
	image.writeUInt32LE(inode.gid, offset + inodeField.gid);
	image.writeUInt32LE(rdevOf(inode), offset + inodeField.rdev);
	image.writeBigUInt64LE(sizeOf(inode), offset + inodeField.size);
	writeTime(image, inode.mtime, offset + inodeField.mtimeSec, offset + inodeField.mtimeNsec);
	writeTime(image, inode.ctime, offset + inodeField.ctimeSec, offset + inodeField.ctimeNsec);
	writeReference(image, references.variableData, offset + inodeField.variableData);
	writeReference(image, references.xattrs, offset + inodeField.xattrs);
	writeReference(image, references.digest, offset + inodeField.digest);
}

function rdevOf(inode: Inode): number {
	return inode.type === 'chr' || inode.type === 'blk' ? encodeDevice(inode.device) : 0;
}

function sizeOf(inode: Inode): bigint {
	switch (inode.type) {
		case 'dir':
		case 'reg':
			return inode.size;
		case 'lnk':
			return BigInt(inode.target.length);
		case 'chr':
		case 'blk':
		case 'fifo':
		case 'sock':
			return 0n;
	}
}

function writeTime(image: Buffer, ns: bigint, secOffset: number, nsecOffset: number): void {
	const {sec, nsec} = splitTime(ns);
	image.writeBigInt64LE(sec, secOffset);
	image.writeUInt32LE(nsec, nsecOffset);
}

function writeReference(image: Buffer, {offset, length}: VdataReference, at: number): void {
	image.writeBigUInt64LE(BigInt(offset), at);
	image.writeUInt32LE(length, at + 8);
}

/** Checked before anything is written, while the path that names the inode is at hand. */
function checkInodes({directories}: PlacedTree): void {
	const refuse = (path: Buffer, fault: string): never => {
		throw new UsageError(`The tree does not fit an image: '${escapeBytes(path)}': ${fault}`);
	};
	const checked = new Set<Inode>();
	for (const placed of directories) {
		if (placed.parent === undefined) {
			const fault = inodeFault(placed.directory);
			if (fault !== undefined) refuse(placedPath(placed), fault);
		}
		for (const {name, inode} of placed.entries) {
			if (checked.has(inode)) continue;
			checked.add(inode);
			const fault = inodeFault(inode);
			if (fault !== undefined) refuse(joinPath(placedPath(placed), name), fault);
		}
	}
}
