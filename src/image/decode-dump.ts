import {UsageError} from '../errors.ts';
import {escapeBytes, latin1, splitPathBytes} from './bytes.ts';
import {linkMark, unset} from './dump.ts';
import {inodeFault} from './inode-fault.ts';
import {decodeDevice, digestSize, joinTime, typeOfMode} from './layout.ts';
import type {Attributes, Directory, Inode, RegularFile, Xattr} from './tree.ts';

export interface DecodedDump {
	readonly root: Directory;
	/** Files whose content stands in the text itself. They have no backing path and no digest until it lies in a store. */
	readonly inline: ReadonlyMap<RegularFile, Buffer>;
}

const fieldNames = [
	'path',
	'size',
	'mode',
	'nlink',
	'uid',
	'gid',
	'rdev',
	'mtime',
	'payload',
	'content',
	'digest',
] as const;
type FieldName = (typeof fieldNames)[number];

/**
 * Reads the text of composefs-dump(5), bytes or lines of them without their newline. The ctime becomes the mtime, which is
 * all that the text has; nlink is counted anew. Throws a UsageError that names the line, the field, the rule and the value.
 */
export function decodeDump(source: Uint8Array | Iterable<string>): DecodedDump {
	const decoder = new DumpDecoder();
	let number = 0;
	for (const line of source instanceof Uint8Array ? splitLines(source) : source) {
		number++;
		if (line !== '') decoder.add(line, number);
	}
	return decoder.end();
}

/** Characters are bytes. */
function* splitLines(bytes: Uint8Array): Generator<string> {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let start = 0; start < text.length; ) {
		const found = text.indexOf(0x0a, start);
		const end = found === -1 ? text.length : found;
		yield latin1(text.subarray(start, end));
		start = end + 1;
	}
}

class DumpDecoder {
	readonly #inodes = new Map<string, Inode>();
	readonly #inline = new Map<RegularFile, Buffer>();
	#root: Directory | undefined;

	add(line: string, number: number): void {
		const fault = (field: string, rule: string, value: string): UsageError =>
			new UsageError(`The dump's line ${number}: ${field}: expected ${rule}, got '${value}'`);
		const words = line.split(' ');
		if (words.length < fieldNames.length)
			throw fault(
				'fields',
				`at least ${fieldNames.length}, one space between them`,
				`${words.length} of them`,
			);
		const entry = new Fields(words, fault);

		const path = entry.bytes('path') ?? Buffer.alloc(0);
		if (path[0] !== 0x2f) throw fault('path', 'an absolute path', escapeBytes(path));
		const names = splitPathBytes(path);
		const isLink = entry.text('mode').startsWith(linkMark);
		const inode = isLink ? this.#linked(entry, fault) : this.#inode(entry, fault);

		const name = names.at(-1);
		if (name === undefined) {
			if (this.#root !== undefined) throw fault('path', 'one root', '/');
			if (inode.type !== 'dir') throw fault('mode', 'a directory as root', entry.text('mode'));
			this.#root = inode;
		} else {
			const parent = this.#inodes.get(keyOf(names.slice(0, -1)));
			if (parent?.type !== 'dir') throw fault('path', 'its directory on a line before', escapeBytes(path));
			if (this.#inodes.has(keyOf(names))) throw fault('path', 'each path once', escapeBytes(path));
			parent.entries.push({name, inode});
		}
		this.#inodes.set(keyOf(names), inode);
	}

	end(): DecodedDump {
		if (this.#root === undefined)
			throw new UsageError("The dump has no root: expected a line for the path '/', got none");
		return {root: this.#root, inline: this.#inline};
	}

	#linked(entry: Fields, fault: FaultTeller): Inode {
		const target = entry.bytes('payload') ?? Buffer.alloc(0);
		const inode = this.#inodes.get(keyOf(splitPathBytes(target)));
		if (inode === undefined) throw fault('payload', 'the path of a line before', escapeBytes(target));
		if (inode.type === 'dir') throw fault('payload', 'anything but a directory', escapeBytes(target));
		return inode;
	}

	#inode(entry: Fields, fault: FaultTeller): Inode {
		const mode = entry.integer('mode', /^[0-7]+$/, 8);
		const type = typeOfMode(mode);
		if (type === undefined) throw fault('mode', 'one of the seven file types', entry.text('mode'));
		const mtime = entry.time('mtime');
		const attributes: Attributes = {
			permissions: mode & 0o7777,
			uid: entry.integer('uid'),
			gid: entry.integer('gid'),
			mtime,
			ctime: mtime,
			xattrs: entry.xattrs(),
		};
		const payload = entry.bytes('payload');
		const size = entry.size('size');
		let inode: Inode;
		switch (type) {
			case 'dir':
				inode = {type, ...attributes, size: 0n, entries: []};
				break;
			case 'lnk':
				inode = {type, ...attributes, target: payload ?? Buffer.alloc(0)};
				break;
			case 'chr':
			case 'blk':
				inode = {type, ...attributes, device: decodeDevice(entry.integer('rdev'))};
				break;
			case 'fifo':
			case 'sock':
				inode = {type, ...attributes};
				break;
			case 'reg':
				inode = this.#regularFile(entry, {type, ...attributes, size}, fault);
		}
		const isInline = inode.type === 'reg' && this.#inline.has(inode);
		const broken = isInline ? undefined : inodeFault(inode);
		if (broken !== undefined) throw fault('entry', 'what an image can hold', broken);
		return inode;
	}

	#regularFile(entry: Fields, file: RegularFile, fault: FaultTeller): RegularFile {
		const content = entry.bytes('content');
		if (content !== undefined) {
			if (BigInt(content.length) !== file.size)
				throw fault('content', `${file.size} bytes, as the size says`, `${content.length} bytes`);
			this.#inline.set(file, content);
			return file;
		}
		const backing = entry.bytes('payload');
		const digest = entry.digest();
		// An object of size 0 is never opened, so other writers name it or not.
		if (file.size === 0n) return file;
		if (backing === undefined)
			throw fault('payload', `the backing path of ${file.size} bytes of content`, unset);
		return {...file, backing, ...(digest && {digest})};
	}
}

type FaultTeller = (field: string, rule: string, value: string) => UsageError;

function keyOf(names: readonly Buffer[]): string {
	return names.map(latin1).join('/');
}

/** The fields of one line, each decoded when it is asked for. */
class Fields {
	readonly #words: readonly string[];
	readonly #fault: FaultTeller;

	constructor(words: readonly string[], fault: FaultTeller) {
		this.#words = words;
		this.#fault = fault;
	}

	text(name: FieldName): string {
		return this.#words[fieldNames.indexOf(name)] ?? '';
	}

	/** Undefined where the field is not set. */
	bytes(name: FieldName): Buffer | undefined {
		const text = this.text(name);
		return text === unset ? undefined : this.#unescape(name, text);
	}

	integer(name: FieldName, pattern = /^\d+$/, base = 10): number {
		const text = this.text(name);
		const value = pattern.test(text) ? Number.parseInt(text, base) : Number.NaN;
		if (!(value <= 0xffffffff))
			throw this.#fault(name, `a number of 32 bits in base ${base}`, printable(text));
		return value;
	}

	size(name: FieldName): bigint {
		const text = this.text(name);
		if (!/^\d{1,20}$/.test(text)) throw this.#fault(name, 'a number of bytes', printable(text));
		return BigInt(text);
	}

	/** Seconds since 1970, before it negative, a point and nanoseconds that count forward. */
	time(name: FieldName): bigint {
		const [, sec, nsec] = /^(-?\d{1,20})\.(\d{1,9})$/.exec(this.text(name)) ?? [];
		if (sec === undefined || nsec === undefined)
			throw this.#fault(name, 'SECONDS.NANOSECONDS', printable(this.text(name)));
		return joinTime(BigInt(sec), Number(nsec));
	}

	digest(): Buffer | undefined {
		const text = this.text('digest');
		if (text === unset) return undefined;
		const hex = new RegExp(`^[0-9a-f]{${2 * digestSize}}$`);
		if (!hex.test(text)) throw this.#fault('digest', `${2 * digestSize} hexadecimal digits`, printable(text));
		return Buffer.from(text, 'hex');
	}

	xattrs(): readonly Xattr[] {
		return this.#words.slice(fieldNames.length).map((word) => {
			const at = word.indexOf('=');
			if (at === -1) throw this.#fault('xattr', 'KEY=VALUE', printable(word));
			return {
				key: this.#unescape('xattr', word.slice(0, at)),
				value: this.#unescape('xattr', word.slice(at + 1)),
			};
		});
	}

	#unescape(field: string, text: string): Buffer {
		if (!text.includes('\\')) return Buffer.from(text, 'latin1');
		const letters: Readonly<Record<string, string>> = {'\\': '\\', n: '\n', r: '\r', t: '\t', '=': '='};
		const bytes = text.replace(/\\(?:x([0-9a-fA-F]{2})|(.?))/gs, (match, hex?: string, letter?: string) => {
			if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
			const byte = letters[letter ?? ''];
			if (byte === undefined) throw this.#fault(field, 'an escape such as \\x0a, \\n or \\\\', match);
			return byte;
		});
		return Buffer.from(bytes, 'latin1');
	}
}

function printable(text: string): string {
	return escapeBytes(Buffer.from(text, 'latin1'));
}
