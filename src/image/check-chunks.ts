import {vdataAlignment} from './layout.ts';
import {type Finding, writerFinding} from './rules.ts';
import type {Chunk} from './stored-inode.ts';
import type {ImageView} from './superblock.ts';

/** A chunk with the inode that refers to it. */
export interface UsedChunk extends Chunk {
	readonly inode: number;
	/** A dirent or xattr block, which has to be aligned. */
	readonly block: boolean;
}

/** How the chunks lie in vdata: aligned, shared whole, and with nothing between them. */
export function checkChunks(
	{bytes, vdataOffset}: ImageView,
	used: readonly UsedChunk[],
	report: (finding: Finding) => void,
): void {
	const chunks = [...used].sort((a, b) => a.offset - b.offset || a.length - b.length);
	const checkGap = (start: number, end: number): void => {
		const gap = bytes.subarray(start, end);
		const allowed = chunks.length === 0 ? vdataAlignment : vdataAlignment - 1;
		if (gap.length > allowed || gap.some((byte) => byte !== 0))
			report(writerFinding('chunk-unreferenced', {offset: start, value: `${gap.length} bytes of no chunk`}));
	};

	let end = vdataOffset;
	let previous: UsedChunk | undefined;
	let misaligned = -1;
	for (const chunk of chunks) {
		const {offset, length, inode, block} = chunk;
		if (block && (offset - vdataOffset) % vdataAlignment !== 0 && misaligned !== offset) {
			misaligned = offset;
			report(writerFinding('block-alignment', {inode, offset, value: offset - vdataOffset}));
		}
		if (previous?.offset === offset && previous.length === length) continue;
		previous = chunk;
		if (offset < end)
			report(writerFinding('chunk-overlap', {inode, offset, value: `${end - offset} bytes of another`}));
		else if (offset > end) checkGap(end, offset);
		end = Math.max(end, offset + length);
	}
	if (end < bytes.length) checkGap(end, bytes.length);
}
