import test from 'ava';
import {memoryLines} from '../../../src/bench/memory-table.ts';

const slab = (cache: string, objectBytes: number, bytes: number, aliases: readonly string[] = []) => ({
	cache,
	objects: bytes / objectBytes,
	objectBytes,
	bytes,
	aliases,
});

test('each cache is a line, the largest first; small ones are told together, and the last line is the sum', (t) => {
	const composefs = {
		entries: 1000,
		slabs: [slab('dentry', 192, 220_000), slab('composefs_inode', 632, 640_000), slab('tiny', 8, 500)],
		otherSlab: 1500,
		cached: 100_000,
	};
	const tmpfs = {
		entries: 1000,
		slabs: [
			slab('shmem_inode_cache', 768, 800_000),
			slab('dentry', 192, 210_000),
			slab('kmalloc-8', 8, 3000, ['other']),
		],
		otherSlab: 0,
		cached: 0,
	};
	t.deepEqual(memoryLines({composefs, tmpfs}), [
		'memory by slab cache          object  composefs  tmpfs',
		'shmem_inode_cache             768                  800',
		'composefs_inode               632           640',
		'dentry                        192           220    210',
		'kmalloc-8, shared with other  8                      3',
		'other slabs                                   2',
		'page cache                                  100',
		'bytes per entry                             962   1013',
	]);
});

test('where nobody was looked at, nothing is told', (t) => {
	t.deepEqual(memoryLines({}), []);
});
