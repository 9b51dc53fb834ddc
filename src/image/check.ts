import {UsedChunks} from './check-chunks.ts';
import {direntField, inodeField, inodeSize, limits, superblockField, superblockSize} from './layout.ts';
import {backingRules, brokenRules, targetRules} from './names.ts';
import {ImageReader, type ReaderOptions} from './reader.ts';
import {type Finding, ImageError, readerFinding, type WriterRule, writerFinding} from './rules.ts';
import {
	checkDirent,
	direntInode,
	direntOffset,
	openBlock,
	type StoredDirent,
	tryName,
} from './stored-dirents.ts';
import {decodeInode, type StoredInode} from './stored-inode.ts';
import {decodeXattrs} from './stored-xattrs.ts';
import {readSuperblock} from './superblock.ts';

export interface CheckOptions extends ReaderOptions {
	/** So many findings of each rule are told, and no more. Default 1000. */
	readonly limit?: number;
	/** Called now and then with the inodes that were reached, of those that the table has. */
	readonly onAdvance?: (done: number, total: number) => void;
}

const advanceEvery = 4096;

/**
 * Checks an image against every rule of the format, and goes on past what is broken, as long as it can be told where the rest
 * is. Errors are what a reader of the whole tree would meet: there are none exactly when `readImage` succeeds. Warnings are what
 * a writer owes and readers accept.
 */
export function checkImage(
	bytes: Uint8Array,
	{limit = 1000, onAdvance = () => {}, ...options}: CheckOptions = {},
): Finding[] {
	const checker = new Checker(limit, onAdvance);
	try {
		const reader = checker.open(bytes, options);
		if (reader !== undefined) checker.check(reader);
	} catch (error) {
		// The tree is larger than the reader was told to go through.
		if (error instanceof ImageError) checker.findings.push(error.finding);
		else throw error;
	}
	return checker.findings;
}

class Checker {
	readonly findings: Finding[] = [];
	readonly #limit: number;
	readonly #onAdvance: (done: number, total: number) => void;
	readonly #chunks = new UsedChunks();
	readonly #dirents = new Map<number, number>();
	/** Inodes that any dirent names. */
	readonly #named = new Set<number>([0]);
	readonly #decoded = new Map<number, StoredInode | undefined>();
	readonly #subdirectories = new Map<number, number>();
	/** Broken xattr blocks that were told of: any number of inodes may share one. */
	readonly #brokenBlocks = new Set<string>();
	readonly #told = new Map<string, number>();
	readonly #onFault = ({finding}: ImageError) => this.#add(finding);

	constructor(limit: number, onAdvance: (done: number, total: number) => void) {
		this.#limit = limit;
		this.#onAdvance = onAdvance;
	}

	/** Undefined where nothing of the tree can be reached, or it is no image at all. */
	open(bytes: Uint8Array, options: ReaderOptions): ImageReader | undefined {
		const {inodeCount} = readSuperblock(bytes, ({finding}) => this.#add(finding));
		const foreign = (['magic', 'version'] as const).every((rule) => this.#told.has(rule));
		if (inodeCount === 0 || foreign) return undefined;
		const reader = new ImageReader(bytes, options, ({finding}) => {
			if (finding.inode !== undefined) this.#add(finding);
		});
		return reader.root.type === 'dir' ? reader : undefined;
	}

	check(reader: ImageReader): void {
		this.#checkSuperblock(reader);
		const reached = this.#checkTree(reader);
		for (const inode of reached.values()) this.#checkNlink(inode);
		this.#checkOrphans(reader);
		this.#chunks.check(reader, (finding) => this.#add(finding));
	}

	#checkSuperblock({bytes, inodeCount, vdataOffset}: ImageReader): void {
		if (bytes.subarray(superblockField.unused, superblockSize).some((byte) => byte !== 0))
			this.#owes('unused-zero', undefined, superblockField.unused, 'other bytes');
		const end = superblockSize + inodeSize * inodeCount;
		if (vdataOffset !== end)
			this.#owes('table-end', undefined, superblockField.vdataOffset, `${vdataOffset}, not ${end}`);
	}

	/** Goes through the tree, each inode once, past what is broken. */
	#checkTree(reader: ImageReader): Map<number, StoredInode> {
		const reached = new Map<number, StoredInode>([[0, reader.root]]);
		let done = 0;
		for (const inode of reached.values()) {
			if (++done % advanceEvery === 0) this.#onAdvance(done, reader.inodeCount);
			this.#checkInode(reader, inode);
			if (inode.type !== 'dir') continue;
			for (const dirent of this.#readDirents(reader, inode)) {
				const {number, type} = dirent.inode;
				if (type === 'dir') count(this.#subdirectories, inode.number);
				count(this.#dirents, number);
				if (type === 'dir' && reached.has(number))
					this.#add(
						readerFinding('directory-parents', {inode: number, offset: dirent.offset, value: dirent.name}),
					);
				reached.set(number, dirent.inode);
			}
		}
		return reached;
	}

	#checkInode(reader: ImageReader, inode: StoredInode): void {
		const {number, offset, type, rdev} = inode;
		this.#use(inode);
		const length = inode.variableData?.length ?? 0;
		if (type === 'lnk') this.#checkBytes(reader, inode, targetRules, limits.target);
		if (type === 'reg') this.#checkBytes(reader, inode, backingRules, limits.path);
		this.#checkXattrs(reader, inode);

		if (reader.bytes.readBigUInt64LE(offset + inodeField.unused) !== 0n)
			this.#owes('unused-zero', number, offset + inodeField.unused, 'other bytes');
		if (rdev !== 0 && type !== 'chr' && type !== 'blk')
			this.#owes('device-number', number, offset + inodeField.rdev, rdev);
		if (type !== 'reg' && inode.digest !== undefined)
			this.#owes('digest-type', number, offset + inodeField.digest, type);
		if (type === 'lnk' && inode.size !== BigInt(length))
			this.#owes('symlink-size', number, offset + inodeField.size, `${inode.size}, not ${length}`);
	}

	/** A path or a target. One that is too long, or absent, was told of with the inode. */
	#checkBytes(
		{bytes}: ImageReader,
		{number, variableData}: StoredInode,
		rules: typeof targetRules,
		longest: number,
	): void {
		if (variableData === undefined || variableData.length > longest) return;
		const {offset, length} = variableData;
		const value = bytes.subarray(offset, offset + length);
		for (const rule of brokenRules(rules, value))
			this.#add(readerFinding(rule, {inode: number, offset, value}));
	}

	#checkXattrs(reader: ImageReader, inode: StoredInode): void {
		const chunk = inode.xattrs;
		if (chunk === undefined) return;
		try {
			const {tail} = reader.xattrBlock(inode);
			if (tail > 0) this.#owes('block-tail', inode.number, chunk.offset, `${tail} bytes more`);
		} catch (error) {
			if (!(error instanceof ImageError)) throw error;
			if (error.rule === 'work') throw error;
			const block = `${chunk.offset}+${chunk.length}`;
			if (this.#brokenBlocks.has(block)) return;
			this.#brokenBlocks.add(block);
			this.#guard(() => decodeXattrs(reader, inode, chunk, ({finding}) => this.#add(finding)));
		}
	}

	/** Those that name an inode, whatever else is wrong with them or with it. */
	#readDirents(reader: ImageReader, directory: StoredInode): StoredDirent[] {
		const block = this.#guard(() => openBlock(reader, directory));
		if (block === undefined) return [];
		reader.spend(block.count, directory, block);

		const dirents: StoredDirent[] = [];
		let previous: Buffer | undefined;
		let end = 0;
		for (let index = 0; index < block.count; index++) {
			const name = tryName(reader, block, index, this.#onFault);
			checkDirent(reader, block, index, {name, previous}, this.#onFault);
			previous = name ?? previous;

			const offset = direntOffset(block, index);
			if (reader.bytes.readUInt16LE(offset + direntField.padding) !== 0)
				this.#owes('unused-zero', directory.number, offset + direntField.padding, 'other bytes');
			const length = reader.bytes.readUInt8(offset + direntField.nameLength);
			end = Math.max(end, reader.bytes.readUInt32LE(offset + direntField.nameOffset) + length);
			const number = direntInode(reader, block, index);
			if (number === 0 || number >= reader.inodeCount) continue;
			this.#named.add(number);
			const inode = this.#decode(reader, number);
			if (inode !== undefined) dirents.push({name: name ?? Buffer.alloc(0), offset, inode});
		}
		if (end < block.names.length) {
			const more = `${block.names.length - end} bytes more`;
			this.#owes('block-tail', directory.number, block.names.offset + end, more);
		}
		return dirents;
	}

	/** An inode with what is broken in it told once; undefined where its type is not known. */
	#decode(reader: ImageReader, number: number): StoredInode | undefined {
		if (this.#decoded.has(number)) return this.#decoded.get(number);
		let known = true;
		const inode = decodeInode(reader, number, (error) => {
			if (error.rule === 'inode-type') known = false;
			this.#add(error.finding);
		});
		this.#decoded.set(number, known ? inode : undefined);
		if (!known) {
			this.#use(inode);
			this.#checkXattrs(reader, inode);
		}
		return known ? inode : undefined;
	}

	#checkNlink({number, offset, type, nlink}: StoredInode): void {
		const dirents = this.#dirents.get(number) ?? 0;
		const owed = type === 'dir' ? 2 + (this.#subdirectories.get(number) ?? 0) : dirents;
		if (nlink !== owed) this.#owes('nlink', number, offset + inodeField.nlink, `${nlink}, not ${owed}`);
	}

	/** Readers never meet these, so they may be broken too; what they refer to is theirs all the same. */
	#checkOrphans(reader: ImageReader): void {
		for (let number = 0; number < reader.inodeCount; number++) {
			if (this.#named.has(number)) continue;
			this.#owes('orphan', number, superblockSize + inodeSize * number, 'none');
			try {
				this.#use(reader.inode(number));
			} catch (error) {
				if (!(error instanceof ImageError)) throw error;
			}
		}
	}

	#use({number, type, variableData, xattrs, digest}: StoredInode): void {
		if (variableData !== undefined) this.#chunks.add(variableData, number, type === 'dir');
		if (xattrs !== undefined) this.#chunks.add(xattrs, number, true);
		if (digest !== undefined) this.#chunks.add(digest, number, false);
	}

	#guard<T>(step: () => T): T | undefined {
		try {
			return step();
		} catch (error) {
			if (!(error instanceof ImageError)) throw error;
			this.#add(error.finding);
			return undefined;
		}
	}

	#owes(rule: WriterRule, inode: number | undefined, offset: number, value: string | number): void {
		this.#add(writerFinding(rule, {inode, offset, value}));
	}

	#add(finding: Finding): void {
		const told = this.#told.get(finding.rule) ?? 0;
		if (told >= this.#limit) return;
		this.#told.set(finding.rule, told + 1);
		this.findings.push(finding);
	}
}

function count(counters: Map<number, number>, key: number): void {
	counters.set(key, (counters.get(key) ?? 0) + 1);
}
