import {createHash} from 'node:crypto';
import {digestSize} from '../image/layout.ts';

const blockSize = 4096;
const logBlockSize = 12;
const descriptorSize = 256;
const zeroBlock = Buffer.alloc(blockSize);

function sha256(block: Uint8Array): Buffer {
	return createHash('sha256').update(block).digest();
}

const zeroBlockHash = sha256(zeroBlock);

/** One level of the Merkle tree: the block that is being filled with the hashes of the level below. */
interface Level {
	readonly block: Buffer;
	used: number;
	/** Complete blocks before this one. */
	full: number;
}

/**
 * Computes the fs-verity file digest as Documentation/filesystems/fsverity.rst defines it, with SHA-256, 4096-byte
 * blocks and no salt. Memory is one block a level, whatever the size of the file.
 */
export class FsverityHasher {
	readonly #levels: Level[] = [];
	readonly #data = Buffer.alloc(blockSize);
	#used = 0;
	#size = 0n;

	update(chunk: Uint8Array): this {
		this.#size += BigInt(chunk.length);
		let at = 0;
		while (at < chunk.length) {
			const whole = this.#used === 0 && chunk.length - at >= blockSize;
			if (whole) {
				this.#addData(chunk.subarray(at, at + blockSize));
				at += blockSize;
				continue;
			}
			const part = chunk.subarray(at, at + blockSize - this.#used);
			this.#data.set(part, this.#used);
			this.#used += part.length;
			at += part.length;
			if (this.#used === blockSize) this.#flushData();
		}
		return this;
	}

	/** The digest; the hasher can't be used any further. */
	digest(): Buffer {
		if (this.#used > 0) this.#flushData();
		return sha256(this.#descriptor(this.#root()));
	}

	#flushData(): void {
		this.#data.fill(0, this.#used);
		this.#used = 0;
		this.#addData(this.#data);
	}

	#addData(block: Uint8Array): void {
		this.#addHash(0, zeroBlock.equals(block) ? zeroBlockHash : sha256(block));
	}

	#addHash(index: number, hash: Buffer): void {
		const level = this.#levels[index] ?? {block: Buffer.alloc(blockSize), used: 0, full: 0};
		this.#levels[index] = level;
		if (level.used === blockSize) this.#flushLevel(index, level);
		hash.copy(level.block, level.used);
		level.used += hash.length;
	}

	/** A full block waits until another hash needs its place: only then is it known not to be the last one. */
	#flushLevel(index: number, level: Level): void {
		level.block.fill(0, level.used);
		const hash = sha256(level.block);
		level.used = 0;
		level.full++;
		this.#addHash(index + 1, hash);
	}

	/** A file of one block has its block's hash as root; an empty one has zeros. */
	#root(): Buffer {
		for (let index = 0; index < this.#levels.length; index++) {
			const level = this.#levels[index] as Level;
			if (level.full === 0 && level.used === digestSize) return level.block.subarray(0, digestSize);
			this.#flushLevel(index, level);
		}
		return Buffer.alloc(digestSize);
	}

	/** struct fsverity_descriptor: version, algorithm, block size, no salt, no signature, file size, root hash. */
	#descriptor(root: Buffer): Buffer {
		const descriptor = Buffer.alloc(descriptorSize);
		descriptor.writeUInt8(1, 0);
		descriptor.writeUInt8(1, 1);
		descriptor.writeUInt8(logBlockSize, 2);
		descriptor.writeBigUInt64LE(this.#size, 8);
		root.copy(descriptor, 16);
		return descriptor;
	}
}

/** The fs-verity digest of bytes in memory: SHA-256, 4096-byte blocks, no salt; 32 bytes. */
export function fsverityDigest(bytes: Uint8Array): Buffer {
	return new FsverityHasher().update(bytes).digest();
}
