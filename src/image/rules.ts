import {BenchError, exitCode} from '../errors.ts';
import {asBuffer, escapeBytes} from './bytes.ts';

/** What every image must keep: a reader refuses what breaks one of these. */
const readerRules = {
	'image-size': 'an image is longer than 224 bytes',
	magic: 'the magic is 0xc078629a',
	version: 'the version is 1',
	'vdata-offset': 'vdata_offset is a multiple of 4, greater than 128 and not past the end of the file',
	'inode-count': 'an image holds 1 to 4294967295 inodes',
	'root-type': 'the root is a directory',
	'inode-type': 'the bits above the permissions are one of the seven types',
	'inode-owner': 'a uid or gid is at most 4294967294',
	'inode-size': 'a size is at most 2^63 - 1',
	'inode-time': 'nanoseconds are below 1000000000',
	'vdata-range': 'a vdata reference lies inside vdata',
	'variable-data': 'only directories, regular files and symbolic links have variable data',
	'digest-length': 'a digest is 32 bytes',
	'path-presence': 'a regular file has a backing path exactly when its size is not 0',
	'path-length': 'a backing path is 1 to 4095 bytes',
	'path-absolute': 'a backing path does not start with a slash',
	'path-dotdot': 'a backing path has no ".." component',
	'path-nul': 'a backing path holds no NUL',
	'target-length': 'a symbolic link has a target of 1 to 4095 bytes',
	'target-nul': 'a target holds no NUL',
	'dirent-count': 'a dirent block holds at least one dirent and has room for all it counts',
	'name-range': 'a name lies inside the name table of its block',
	'name-length': 'a name is 1 to 255 bytes',
	'name-slash': 'a name holds no slash',
	'name-nul': 'a name holds no NUL',
	'name-dot': 'a name is neither "." nor ".."',
	'dirent-order': 'the names of a directory are strictly ascending',
	'dirent-inode': 'a dirent names an inode of the table',
	'dirent-root': 'no dirent names the root',
	'dirent-type': "a dirent's d_type agrees with its inode",
	'dirent-nlink': 'an inode that a dirent names has a link count above 0',
	'directory-parents': 'a directory has exactly one parent',
	'xattr-count': 'an xattr block holds at least one xattr and has room for all it counts',
	'xattr-range': 'the keys and values of an xattr block lie inside it',
	'key-length': 'an xattr key is 1 to 255 bytes',
	'key-nul': 'an xattr key holds no NUL',
	'key-order': 'the keys of an xattr block are strictly ascending',
	acl: 'a POSIX ACL is well-formed',
	work: 'the dirents and xattrs, those of shared blocks counted each time, are as few as the reader was told',
} as const;

/** What a writer owes besides: readers accept the opposite. */
const writerRules = {
	'unused-zero': 'unused words and padding are zero',
	'table-end': 'vdata starts where the inode table ends',
	nlink: 'the link count is 2 + subdirectories for a directory, else the number of dirents',
	'symlink-size': "the size of a symbolic link is its target's length",
	'device-number': 'only devices have a device number',
	'digest-type': 'only regular files have a digest',
	orphan: 'every inode but the root is named by a dirent in the tree',
	'block-tail': 'a block ends where its last name or value ends',
	'block-alignment': 'dirent and xattr blocks start at a multiple of 4',
	'chunk-overlap': 'vdata chunks are shared whole or not at all',
	'chunk-unreferenced': 'vdata holds nothing but what is referenced, and zeros for alignment',
} as const;

export type ReaderRule = keyof typeof readerRules;
export type WriterRule = keyof typeof writerRules;

/** Every rule there is. */
export const allRules = Object.keys({...readerRules, ...writerRules}) as (ReaderRule | WriterRule)[];

/** Where and with what a rule was broken. */
export interface Place {
	/** The inode that is at fault; undefined for the superblock and for vdata that belongs to none. */
	readonly inode?: number | undefined;
	/** The byte of the image where the offending field or chunk starts. */
	readonly offset: number;
	/** What was found there. Bytes are shown escaped and cut. */
	readonly value: number | bigint | string | Uint8Array;
}

/** One broken rule. An `error` is what a reader refuses; a `warning` is what only a writer owes. */
export interface Finding {
	readonly severity: 'error' | 'warning';
	readonly rule: ReaderRule | WriterRule;
	readonly inode: number | undefined;
	readonly offset: number;
	readonly value: string;
}

const shownBytes = 64;

function showValue(value: Place['value']): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
	const text = `'${escapeBytes(asBuffer(value).subarray(0, shownBytes))}'`;
	return value.length > shownBytes ? `${text}... (${value.length} bytes)` : text;
}

export function readerFinding(rule: ReaderRule, {inode, offset, value}: Place): Finding {
	return {severity: 'error', rule, inode, offset, value: showValue(value)};
}

export function writerFinding(rule: WriterRule, {inode, offset, value}: Place): Finding {
	return {severity: 'warning', rule, inode, offset, value: showValue(value)};
}

export function ruleText(rule: ReaderRule | WriterRule): string {
	return rule in readerRules ? readerRules[rule as ReaderRule] : writerRules[rule as WriterRule];
}

const remedies: Readonly<Partial<Record<ReaderRule | WriterRule, string>>> = {
	magic: 'Is it an image of this format? Tools from version 1.0 on write EROFS images, which EROFS mounts.',
	version: 'Make it with a tool that writes version 1.',
	'image-size': 'It is cut, or no image: fetch it again and compare its digest.',
	acl: "Set the file's ACL anew (setfacl) in the source, and make the image again.",
	'vdata-offset': 'It is cut, or was changed: fetch it again and compare its digest.',
	'dirent-order':
		'Make it again with a tool that sorts names as bytes, whatever the locale; or fetch it again, if it was changed.',
	'dirent-nlink': 'Make it again with a tool that counts links; or fetch it again, if it was changed.',
	'path-absolute': 'Do not trust it: such a path was made to lead out of the store.',
	'path-dotdot': 'Do not trust it: such a path was made to lead out of the store.',
	'name-slash': 'Do not trust it: such a name was made to lead out of the tree.',
	'name-dot': 'Do not trust it: such a name was made to lead out of the tree.',
	work: 'Do not trust it: a small image that unfolds into a huge tree was made to be one.',
};

/** What can be done about a finding. */
export function remedyOf({rule, severity}: Finding): string {
	return (
		remedies[rule] ??
		(severity === 'error'
			? 'No kernel may trust it: fetch it again and compare its digest, or make it again from its source.'
			: 'Readers accept it; an image that is made of its dump (image dump, image create --from-file) is free of it.')
	);
}

/** One line: where, the rule's name, what it says, what was found. */
export function describeFinding({rule, inode, offset, value}: Finding): string {
	const where = inode === undefined ? `byte ${offset}` : `inode ${inode}, byte ${offset}`;
	return `${where}: ${rule}: ${ruleText(rule)}, got ${value}`;
}

/** The image breaks a rule that a reader relies on; a kernel would answer EUCLEAN. Exit code 1. */
export class ImageError extends BenchError {
	readonly exitCode = exitCode.failed;
	readonly finding: Finding;
	readonly rule: ReaderRule;

	constructor(rule: ReaderRule, place: Place) {
		const finding = readerFinding(rule, place);
		super(`broken image: ${describeFinding(finding)}`);
		this.finding = finding;
		this.rule = rule;
	}

	get inode(): number | undefined {
		return this.finding.inode;
	}

	get offset(): number {
		return this.finding.offset;
	}

	get value(): string {
		return this.finding.value;
	}
}
