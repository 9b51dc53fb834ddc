import {checkChunks, type UsedChunk} from './check-chunks.ts';
import {direntField, inodeField, inodeSize, superblockField, superblockSize} from './layout.ts';
import {ImageReader, type ReaderOptions} from './reader.ts';
import {type Finding, ImageError, readerFinding, type WriterRule, writerFinding} from './rules.ts';
import {direntOffset, openBlock, type StoredDirent} from './stored-dirents.ts';
import type {StoredInode} from './stored-inode.ts';

export interface CheckOptions extends ReaderOptions {
	/** The check stops after this many findings. Default 1000. */
	readonly limit?: number;
}

/**
 * Checks an image against every rule of the format. Errors are what a reader of the whole tree would meet: there are
 * none exactly when `readImage` succeeds. Warnings are what a writer owes and readers accept.
 */
export function checkImage(bytes: Uint8Array, {limit = 1000, ...options}: CheckOptions = {}): Finding[] {
	const checker = new Checker(limit);
	try {
		checker.check(new ImageReader(bytes, options));
	} catch (error) {
		if (error instanceof ImageError) checker.findings.push(error.finding);
		else if (!(error instanceof LimitReached)) throw error;
	}
	return checker.findings;
}

class LimitReached extends Error {}

class Checker {
	readonly findings: Finding[] = [];
	readonly #limit: number;
	readonly #chunks: UsedChunk[] = [];
	readonly #dirents = new Map<number, number>();
	readonly #subdirectories = new Map<number, number>();

	constructor(limit: number) {
		this.#limit = limit;
	}

	check(reader: ImageReader): void {
		this.#checkSuperblock(reader);
		const reached = this.#checkTree(reader);
		for (const inode of reached.values()) this.#checkNlink(inode);
		this.#checkOrphans(reader, reached);
		checkChunks(reader, this.#chunks, (finding) => this.#add(finding));
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
		for (const inode of reached.values()) {
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
		if (type === 'lnk') this.#guard(() => reader.target(inode));
		if (type === 'reg') this.#guard(() => reader.backing(inode));
		this.#guard(() => {
			const {tail} = reader.xattrBlock(inode);
			if (tail > 0 && inode.xattrs !== undefined)
				this.#owes('block-tail', number, inode.xattrs.offset, `${tail} bytes more`);
		});

		if (reader.bytes.readBigUInt64LE(offset + inodeField.unused) !== 0n)
			this.#owes('unused-zero', number, offset + inodeField.unused, 'other bytes');
		if (rdev !== 0 && type !== 'chr' && type !== 'blk')
			this.#owes('device-number', number, offset + inodeField.rdev, rdev);
		if (type !== 'reg' && inode.digest !== undefined)
			this.#owes('digest-type', number, offset + inodeField.digest, type);
		const length = BigInt(inode.variableData?.length ?? 0);
		if (type === 'lnk' && inode.size !== length)
			this.#owes('symlink-size', number, offset + inodeField.size, `${inode.size}, not ${length}`);
	}

	#readDirents(reader: ImageReader, inode: StoredInode): StoredDirent[] {
		return (
			this.#guard(() => {
				const dirents = reader.dirents(inode, (error) => this.#add(error.finding));
				const block = openBlock(reader, inode);
				if (block === undefined) return dirents;

				let end = 0;
				for (let index = 0; index < block.count; index++) {
					const at = direntOffset(block, index);
					if (reader.bytes.readUInt16LE(at + direntField.padding) !== 0)
						this.#owes('unused-zero', inode.number, at + direntField.padding, 'other bytes');
					const length = reader.bytes.readUInt8(at + direntField.nameLength);
					end = Math.max(end, reader.bytes.readUInt32LE(at + direntField.nameOffset) + length);
				}
				if (end < block.names.length)
					this.#owes(
						'block-tail',
						inode.number,
						block.names.offset + end,
						`${block.names.length - end} bytes more`,
					);
				return dirents;
			}) ?? []
		);
	}

	#checkNlink({number, offset, type, nlink}: StoredInode): void {
		const dirents = this.#dirents.get(number) ?? 0;
		const owed = type === 'dir' ? 2 + (this.#subdirectories.get(number) ?? 0) : dirents;
		if (nlink !== owed) this.#owes('nlink', number, offset + inodeField.nlink, `${nlink}, not ${owed}`);
	}

	/** Readers never meet these, so they may be broken too; what they refer to is theirs all the same. */
	#checkOrphans(reader: ImageReader, reached: ReadonlyMap<number, StoredInode>): void {
		for (let number = 0; number < reader.inodeCount; number++) {
			if (reached.has(number)) continue;
			this.#owes('orphan', number, superblockSize + inodeSize * number, 'none');
			try {
				this.#use(reader.inode(number));
			} catch (error) {
				if (!(error instanceof ImageError)) throw error;
			}
		}
	}

	#use({number, type, variableData, xattrs, digest}: StoredInode): void {
		if (variableData !== undefined)
			this.#chunks.push({...variableData, inode: number, block: type === 'dir'});
		if (xattrs !== undefined) this.#chunks.push({...xattrs, inode: number, block: true});
		if (digest !== undefined) this.#chunks.push({...digest, inode: number, block: false});
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
		if (this.findings.length >= this.#limit) throw new LimitReached();
		this.findings.push(finding);
	}
}

function count(counters: Map<number, number>, key: number): void {
	counters.set(key, (counters.get(key) ?? 0) + 1);
}
