import type {Directory, Inode, RegularFile} from '../image/tree.ts';
import type {ContentSink} from '../store/content-sink.ts';

const blockSize = 4096;
const blocksPerChunk = 256;

export interface FilledContent {
	readonly objects: number;
	readonly bytes: bigint;
}

/**
 * Gives the files of a generated tree content, and puts it into a store: files that shared a backing path share it again. The
 * content follows from the path that the tree had for it, no two blocks of it are alike, and its digest takes that path's place.
 */
export async function fillContent(
	root: Directory,
	store: ContentSink,
	onAdvance: (done: number, total: number) => void = () => {},
	signal?: AbortSignal,
): Promise<FilledContent> {
	const byPath = new Map<string, RegularFile[]>();
	const stack: Inode[] = [root];
	for (let inode = stack.pop(); inode !== undefined; inode = stack.pop()) {
		if (inode.type === 'dir') for (const entry of inode.entries) stack.push(entry.inode);
		if (inode.type !== 'reg' || inode.backing === undefined) continue;
		const key = inode.backing.toString('latin1');
		const files = byPath.get(key);
		if (files === undefined) byPath.set(key, [inode]);
		else files.push(inode);
	}

	let [done, bytes] = [0, 0n];
	for (const [key, files] of byPath) {
		const object = await store.add(contentOf(key, Number(files[0]?.size ?? 0n)), signal);
		bytes += object.size;
		for (const file of files) {
			file.backing = Buffer.from(object.path);
			file.digest = Buffer.from(object.digest, 'hex');
		}
		onAdvance(++done, byPath.size);
	}
	return {objects: byPath.size, bytes};
}

/** What a file has whose tree was made with this backing path. Chunks are valid until the next is asked for. */
export function* contentOf(key: string, size: number): Generator<Buffer> {
	const chunk = Buffer.alloc(blockSize * blocksPerChunk, `${key}\n`, 'latin1');
	for (let at = 0; at < size; at += chunk.length) {
		for (let block = 0; block < blocksPerChunk; block++)
			chunk.writeUInt32LE(at / blockSize + block, block * blockSize);
		yield chunk.subarray(0, Math.min(chunk.length, size - at));
	}
}
