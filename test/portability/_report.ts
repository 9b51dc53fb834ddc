import {latin1} from '../../src/image/bytes.ts';
import {modeOf, splitTime, typeCode} from '../../src/image/layout.ts';
import {ImageReader} from '../../src/image/reader.ts';
import type {StoredInode} from '../../src/image/stored-inode.ts';
import {pathOf, walkImage} from '../../src/image/walk.ts';

/** Errnos that init.c reports, as every architecture here has them. */
export const errnos = {ENOENT: 2, EIO: 5, EUCLEAN: 117} as const;

export interface Report {
	/** The lines of each image, by its name. */
	readonly images: ReadonlyMap<string, readonly string[]>;
	/** What stands before the first image: what failed there. */
	readonly before: readonly string[];
	/** Whether it was written to its end. */
	readonly complete: boolean;
}

export function readReport(text: string): Report {
	const [before = '', ...parts] = text.replace(/\nend\n$/, '\n').split(/^image \/given\//m);
	const images = parts.map((part) => {
		const [name = '', ...lines] = part.trimEnd().split('\n');
		return [name, lines] as const;
	});
	return {images: new Map(images), before: linesOf(before), complete: text.endsWith('\nend\n')};
}

/** What init.c should write of an image, by the reader in TypeScript. `objects` are all that the base directory has. */
export function expectedLines(image: Buffer, objects: ReadonlyMap<string, Buffer>): string[] {
	const reader = new ImageReader(image);
	const lines: string[] = [];
	for (const entry of walkImage(reader)) {
		const {inode} = entry;
		if (entry.parent !== undefined) lines.push(`dirent ${inode.number + 1} ${typeCode[inode.type]}`);
		lines.push(
			`/${escaped(pathOf(entry).subarray(1))} ${fields(inode).join(' ')}`,
			...xattrLines(reader, inode),
			...contentLines(reader, inode, objects),
		);
	}
	return lines;
}

function fields(inode: StoredInode): (number | bigint)[] {
	const {number, type, permissions, nlink, uid, gid, size, device} = inode;
	const times = [inode.mtime, inode.ctime].flatMap((time) => {
		const {sec, nsec} = splitTime(time);
		return [sec, nsec];
	});
	const mode = modeOf(type, permissions);
	return [number + 1, mode, nlink, uid, gid, size, device.major, device.minor, ...times];
}

function xattrLines(reader: ImageReader, inode: StoredInode): string[] {
	return reader.xattrs(inode).map(({key, value}) => `  xattr ${escaped(key)} ${value.toString('hex')}`);
}

function contentLines(
	reader: ImageReader,
	inode: StoredInode,
	objects: ReadonlyMap<string, Buffer>,
): string[] {
	if (inode.type === 'lnk') return [`  target ${escaped(reader.target(inode))}`];
	if (inode.type !== 'reg') return [];
	const backing = reader.backing(inode);
	const content = backing === undefined ? Buffer.alloc(0) : objects.get(latin1(backing));
	if (content === undefined) return [`  open errno ${errnos.ENOENT}`];
	return [`  content ${content.length} ${fnv1a(content)}`];
}

function fnv1a(bytes: Buffer): string {
	let hash = 0xcbf29ce484222325n;
	for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
	return hash.toString(16).padStart(16, '0');
}

function escaped(bytes: Buffer): string {
	return latin1(bytes).replace(
		/[^!-[\]-~]/g,
		(byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
}

function linesOf(text: string): string[] {
	return text.split('\n').filter((line) => line !== '');
}
