import {escapeBytes, latin1} from '../image/bytes.ts';
import {splitTime, typeCode} from '../image/layout.ts';
import {backingFault, nameFault, targetFault} from '../image/names.ts';
import {ImageError, type ReaderRule} from '../image/rules.ts';
import {checkDirent, decodeName, direntOffset, openBlock} from '../image/stored-dirents.ts';
import {decodeInode, type StoredInode} from '../image/stored-inode.ts';
import {decodeXattrs} from '../image/stored-xattrs.ts';
import {type ImageView, readSuperblock} from '../image/superblock.ts';
import {type Broken, loadNative} from '../native.ts';

/** What the driver's reader says for each rule of ours. It may say any of those that are broken, in the order it looks. */
const words: Readonly<Partial<Record<ReaderRule, readonly string[]>>> = {
	'image-size': ['file is too short'],
	magic: ['wrong magic number'],
	version: ['version is not 1'],
	'vdata-offset': [
		'vdata_offset is not a multiple of 4',
		'vdata_offset leaves no room for the root',
		'vdata_offset is past the end',
		'more than 2^32-1 inodes',
	],
	'inode-count': ['vdata_offset leaves no room for the root', 'more than 2^32-1 inodes'],
	'inode-type': ['unknown file type', 'mode has bits beyond type and permissions'],
	'inode-owner': ['uid or gid is 0xffffffff'],
	'inode-size': ['size is above 2^63-1'],
	'inode-time': ['nanoseconds are not below 10^9'],
	'vdata-range': ['vdata reference passes the end of vdata'],
	'variable-data': ['special file has variable data'],
	'digest-length': ['digest is not 32 bytes'],
	'path-presence': ['backing path without size or size without path'],
	'path-length': ['backing path is longer than 4095 bytes'],
	'path-absolute': ['backing path begins with a slash'],
	'path-dotdot': ['backing path has a component ".."'],
	'path-nul': ['backing path holds a NUL'],
	'target-length': ['symlink target is not 1 to 4095 bytes'],
	'target-nul': ['symlink target holds a NUL'],
	'dirent-count': [
		'dirent block is too short',
		'dirent block without dirents',
		"dirents don't fit their block",
	],
	'name-range': ['name passes the end of its block'],
	'name-length': ['name is empty'],
	'name-slash': ['name holds a slash or NUL'],
	'name-nul': ['name holds a slash or NUL'],
	'name-dot': ['name is "." or ".."'],
	'dirent-order': ['dirents are not in ascending order'],
	'dirent-inode': ["dirent's inode number is past the inode table"],
	'dirent-root': ['dirent names the root'],
	'dirent-type': ['dirent has an unknown d_type'],
	'xattr-count': ['xattr block is too short', 'xattr block without xattrs', "xattrs don't fit their block"],
	'xattr-range': ['xattr passes the end of its block'],
	'key-length': ['xattr key is not 1 to 255 bytes'],
	'key-nul': ['xattr key holds a NUL'],
	'key-order': ['xattr keys are not in ascending order'],
};

export interface Disagreement {
	readonly what: string;
	readonly ours: unknown;
	readonly drivers: unknown;
}

type Rules = readonly ReaderRule[];

function isBroken(value: unknown): value is Broken {
	return typeof value === 'object' && value !== null && 'broken' in value && value.broken !== undefined;
}

function rulesOf(run: (report: (error: ImageError) => void) => unknown): Rules {
	const rules: ReaderRule[] = [];
	try {
		run(({rule}) => rules.push(rule));
	} catch (error) {
		if (!(error instanceof ImageError)) throw error;
		rules.push(error.rule);
	}
	return rules;
}

/**
 * Has both readers read all of an image, every inode of the table whether it is reached or not, and gives where they differ.
 * What only the driver's other parts check is left out: the types and link counts that dirents and inodes share, parents, ACLs.
 */
export function compareReaders(image: Buffer, window: number): Disagreement[] {
	const native = loadNative();
	const found: Disagreement[] = [];
	/** Whether both find it whole. */
	const agree = (what: string, ours: Rules, drivers: unknown): boolean => {
		const said = isBroken(drivers) ? drivers.broken : undefined;
		const fits = said === undefined ? ours.length === 0 : ours.some((rule) => words[rule]?.includes(said));
		if (!fits) found.push({what, ours, drivers: said ?? 'whole'});
		return fits && ours.length === 0;
	};
	const same = (what: string, ours: unknown, drivers: unknown): void => {
		if (show(ours) !== show(drivers)) found.push({what, ours: show(ours), drivers: show(drivers)});
	};

	const superblock = native.descriptorSuperblock(image, window);
	if (
		!agree(
			'superblock',
			rulesOf((report) => readSuperblock(image, report)),
			superblock,
		)
	)
		return found;
	const view = readSuperblock(image);
	same('superblock', {inodes: view.inodeCount, vdataOffset: view.vdataOffset}, superblock);

	for (let number = 0; number < view.inodeCount; number++) {
		const drivers = native.descriptorInode(image, number, window);
		const rules = rulesOf((report) => decodeInode(view, number, report));
		if (!agree(`inode ${number}`, rules, drivers) || isBroken(drivers)) continue;
		const inode = decodeInode(view, number);
		same(`inode ${number}`, comparable(inode, view), {...drivers});
		compareContent(image, view, inode, window, agree, same);
	}
	return found;
}

function comparable(inode: StoredInode, {vdataOffset}: ImageView) {
	const {type, permissions, nlink, uid, gid, device, size, mtime, ctime} = inode;
	const isDevice = type === 'chr' || type === 'blk';
	const reference = (chunk: StoredInode['digest']) =>
		chunk && {offset: chunk.offset - vdataOffset, length: chunk.length};
	return {
		mode: typeCode[type] * 4096 + permissions,
		nlink,
		uid,
		gid,
		major: isDevice ? device.major : 0,
		minor: isDevice ? device.minor : 0,
		size: type === 'lnk' ? BigInt(inode.variableData?.length ?? 0) : size,
		mtimeSec: splitTime(mtime).sec,
		mtimeNsec: splitTime(mtime).nsec,
		ctimeSec: splitTime(ctime).sec,
		ctimeNsec: splitTime(ctime).nsec,
		variableData: reference(inode.variableData),
		xattrs: reference(inode.xattrs),
		digest: reference(inode.digest),
	};
}

function compareContent(
	image: Buffer,
	view: ImageView,
	inode: StoredInode,
	window: number,
	agree: (what: string, ours: Rules, drivers: unknown) => boolean,
	same: (what: string, ours: unknown, drivers: unknown) => void,
): void {
	const native = loadNative();
	const {number, type, variableData, xattrs, digest} = inode;
	const bytesOf = (chunk: StoredInode['digest']) =>
		chunk === undefined ? null : image.subarray(chunk.offset, chunk.offset + chunk.length);

	if (type === 'reg' || type === 'lnk') {
		const text = bytesOf(variableData);
		const fault = text === null ? undefined : (type === 'lnk' ? targetFault : backingFault)(text);
		const all = text === null || fault === undefined ? [] : everyTextFault(type, text);
		const drivers = native.descriptorText(image, number, window);
		if (agree(`text of inode ${number}`, all, drivers)) same(`text of inode ${number}`, text, drivers);
	}
	same(`digest of inode ${number}`, bytesOf(digest), native.descriptorDigest(image, number, window));
	if (xattrs !== undefined) {
		const drivers = native.descriptorXattrs(image, number, window);
		const rules = rulesOf((report) => decodeXattrs(view, inode, xattrs, report)).filter(
			(rule) => rule !== 'acl',
		);
		const acls = rulesOf((report) => decodeXattrs(view, inode, xattrs, report)).includes('acl');
		if (agree(`xattrs of inode ${number}`, rules, drivers) && !isBroken(drivers) && !acls)
			same(`xattrs of inode ${number}`, decodeXattrs(view, inode, xattrs).xattrs, drivers.xattrs);
	}
	if (type === 'dir') compareDirectory(image, view, inode, window, agree, same);
}

/** The driver looks for a NUL first, then for the start, then for "..". */
function everyTextFault(type: 'reg' | 'lnk', text: Buffer): Rules {
	if (type === 'lnk') return text.includes(0) ? ['target-nul'] : [];
	return [
		...(text.includes(0) ? (['path-nul'] as const) : []),
		...(text[0] === 0x2f ? (['path-absolute'] as const) : []),
		...(/(?:^|\/)\.\.(?:\/|$)/.test(latin1(text)) ? (['path-dotdot'] as const) : []),
	];
}

const types: ReadonlySet<number> = new Set(Object.values(typeCode));

function compareDirectory(
	image: Buffer,
	view: ImageView,
	inode: StoredInode,
	window: number,
	agree: (what: string, ours: Rules, drivers: unknown) => boolean,
	same: (what: string, ours: unknown, drivers: unknown) => void,
): void {
	const native = loadNative();
	const where = `directory ${inode.number}`;
	const drivers = native.descriptorDirents(image, inode.number, window);
	const opened = rulesOf(() => openBlock(view, inode));
	if (opened.length > 0) {
		agree(where, opened, drivers);
		return;
	}
	const block = openBlock(view, inode);
	const whole: {inode: number; type: number; name: Buffer}[] = [];
	let broken: Rules = [];
	for (let index = 0; block !== undefined && index < block.count && broken.length === 0; index++) {
		const offset = direntOffset(block, index);
		const type = image.readUInt8(offset + 9);
		let name: Buffer | undefined;
		const rules = [
			...rulesOf(() => {
				name = decodeName(view, block, index);
			}),
			...everyNameFault(view, block, index),
			...direntFaults(view, block, index, whole.at(-1)?.name).filter(
				(rule) => rule !== 'dirent-nlink' && (rule !== 'dirent-type' || !types.has(type)),
			),
		];
		if (!types.has(type) && !rules.includes('dirent-type')) rules.push('dirent-type');
		if (rules.length > 0) broken = rules;
		else if (name !== undefined) whole.push({inode: image.readUInt32LE(offset), type, name});
	}
	agree(where, broken, drivers);
	if ('dirents' in drivers) same(where, whole, drivers.dirents);
	if (broken.length > 0) return;
	for (const [index, {name, inode: named, type}] of whole.entries()) {
		same(
			`lookup in ${where}`,
			{index, inode: named, type},
			native.descriptorLookup(image, inode.number, name, window),
		);
		for (const absent of neighbours(name))
			if (!whole.some((other) => other.name.equals(absent)))
				same(`lookup in ${where}`, null, native.descriptorLookup(image, inode.number, absent, window));
	}
}

type Block = NonNullable<ReturnType<typeof openBlock>>;

function direntFaults(
	view: ImageView,
	block: Block,
	index: number,
	previous: Buffer | undefined,
): ReaderRule[] {
	const rules: ReaderRule[] = [];
	const names = {name: rawName(view, block, index), previous};
	checkDirent(view, block, index, names, ({rule}) => rules.push(rule));
	return rules;
}

function rawName({bytes}: ImageView, block: Block, index: number): Buffer | undefined {
	const offset = direntOffset(block, index);
	const start = bytes.readUInt32LE(offset + 4);
	const length = bytes.readUInt8(offset + 8);
	if (length === 0 || start + length > block.names.length) return undefined;
	return bytes.subarray(block.names.offset + start, block.names.offset + start + length);
}

/** A name may break several rules at once, of which ours tells the first. */
function everyNameFault(view: ImageView, block: Block, index: number): Rules {
	const length = view.bytes.readUInt8(direntOffset(block, index) + 8);
	const name = rawName(view, block, index);
	if (name === undefined) return length === 0 ? ['name-length'] : [];
	return nameFault(name) === undefined ? [] : [nameFault(name) as ReaderRule];
}

/** Names that sort just before and behind one. */
function* neighbours(name: Buffer): Generator<Buffer> {
	if (name.length > 1) yield name.subarray(0, -1);
	if (name.length < 255) yield Buffer.concat([name, Buffer.from([1])]);
	const last = name.at(-1) ?? 0;
	if (last > 1) yield Buffer.concat([name.subarray(0, -1), Buffer.from([last - 1])]);
}

function show(value: unknown): string {
	return (
		JSON.stringify(value, (_, inner) => {
			if (typeof inner === 'bigint') return inner.toString();
			if (inner?.type === 'Buffer') return escapeBytes(Buffer.from(inner.data));
			return inner;
		}) ?? 'undefined'
	);
}
