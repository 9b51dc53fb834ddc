import {vdataAlignment} from './layout.ts';
import {type Finding, writerFinding} from './rules.ts';
import type {Chunk} from './stored-inode.ts';
import type {ImageView} from './superblock.ts';

/** The chunks that inodes refer to: columns, because an image of a million entries has three million of them. */
export class UsedChunks {
	readonly #offsets: number[] = [];
	readonly #lengths: number[] = [];
	readonly #inodes: number[] = [];
	/** Whether it is a dirent or xattr block, which has to be aligned. */
	readonly #blocks: boolean[] = [];

	add({offset, length}: Chunk, inode: number, isBlock: boolean): void {
		this.#offsets.push(offset);
		this.#lengths.push(length);
		this.#inodes.push(inode);
		this.#blocks.push(isBlock);
	}

	/** How the chunks lie in vdata: aligned, shared whole, and with nothing between them. */
	check({bytes, vdataOffset}: ImageView, report: (finding: Finding) => void): void {
		const checkGap = (start: number, end: number): void => {
			const gap = bytes.subarray(start, end);
			const allowed = this.#offsets.length === 0 ? vdataAlignment : vdataAlignment - 1;
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
		const offsets = Float64Array.from(this.#offsets);
		const lengths = Float64Array.from(this.#lengths);
		return Uint32Array.from(offsets.keys()).sort(
			(a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0) || (lengths[a] ?? 0) - (lengths[b] ?? 0),
		);
	}
}
