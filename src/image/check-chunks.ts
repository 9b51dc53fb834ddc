import {vdataAlignment} from './layout.ts';
import {type Finding, writerFinding} from './rules.ts';
import type {Chunk} from './stored-inode.ts';
import type {ImageView} from './superblock.ts';

const initialSize = 1024;

/** The chunks that inodes refer to: columns, because an image of a million entries has three million of them. */
export class UsedChunks {
	#offsets = new Float64Array(initialSize);
	#lengths = new Float64Array(initialSize);
	#inodes = new Uint32Array(initialSize);
	/** Whether it is a dirent or xattr block, which has to be aligned. */
	#blocks = new Uint8Array(initialSize);
	#count = 0;

	add({offset, length}: Chunk, inode: number, isBlock: boolean): void {
		const at = this.#count++;
		if (at === this.#offsets.length) this.#grow();
		this.#offsets[at] = offset;
		this.#lengths[at] = length;
		this.#inodes[at] = inode;
		this.#blocks[at] = isBlock ? 1 : 0;
	}

	#grow(): void {
		const size = 2 * this.#count;
		this.#offsets = copied(this.#offsets, new Float64Array(size));
		this.#lengths = copied(this.#lengths, new Float64Array(size));
		this.#inodes = copied(this.#inodes, new Uint32Array(size));
		this.#blocks = copied(this.#blocks, new Uint8Array(size));
	}

	/** How the chunks lie in vdata: aligned, shared whole, and with nothing between them. */
	check({bytes, vdataOffset}: ImageView, report: (finding: Finding) => void): void {
		const checkGap = (start: number, end: number): void => {
			const gap = bytes.subarray(start, end);
			const allowed = this.#count === 0 ? vdataAlignment : vdataAlignment - 1;
			if (gap.length > allowed || gap.some((byte) => byte !== 0))
				report(
					writerFinding('chunk-unreferenced', {offset: start, value: `${gap.length} bytes of no chunk`}),
				);
		};

		let end = vdataOffset;
		let previous = {offset: -1, length: -1};
		let misaligned = -1;
		for (const index of this.#sorted()) {
			const [offset = 0, length = 0, inode] = [
				this.#offsets[index],
				this.#lengths[index],
				this.#inodes[index],
			];
			if (this.#blocks[index] && (offset - vdataOffset) % vdataAlignment !== 0 && misaligned !== offset) {
				misaligned = offset;
				report(writerFinding('block-alignment', {inode, offset, value: offset - vdataOffset}));
			}
			if (previous.offset === offset && previous.length === length) continue;
			previous = {offset, length};
			if (offset < end)
				report(writerFinding('chunk-overlap', {inode, offset, value: `${end - offset} bytes of another`}));
			else if (offset > end) checkGap(end, offset);
			end = Math.max(end, offset + length);
		}
		if (end < bytes.length) checkGap(end, bytes.length);
	}

	/** Indexes by offset, then length. */
	#sorted(): Uint32Array {
		const [offsets, lengths] = [this.#offsets, this.#lengths];
		return Uint32Array.from({length: this.#count}, (_, index) => index).sort(
			(a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0) || (lengths[a] ?? 0) - (lengths[b] ?? 0),
		);
	}
}

function copied<Column extends Float64Array | Uint32Array | Uint8Array>(from: Column, to: Column): Column {
	to.set(from);
	return to;
}
