import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {DamagedImage} from '../hostile/_damage.ts';
import {lstatx} from './_statx.ts';

const sizes = [0n, 1n, 512n, 513n, 2n ** 32n + 1n, 2n ** 63n - 1n];

export default defineCase({
	title:
		'sizes and link counts show what is stored, blocks follow from the size, a symlink has the size of its target',
	groups: ['auto', 'inodes'],
	batch: true,
	async run(t) {
		const files = sizes.map(
			(size) => [`${size}`, regularFile(size > 0n ? {size, backing: 'x'} : undefined)] as const,
		);
		const image = new DamagedImage(
			directory([...files, ['dir', directory({}, {size: 4096n})], ['link', symlink('target')]]),
		);
		image.setInode('/dir', 'nlink', 77);
		image.setInode('/1', 'nlink', 2 ** 31);
		image.setInode('/link', 'size', 0);
		const mount = await t.mount(await t.image(image.bytes));

		for (const size of sizes) {
			const {size: shown, blocks, blksize} = lstatx(`${mount.path}/${size}`);
			t.deepEqual({shown, blocks, blksize}, {shown: size, blocks: (size + 511n) / 512n, blksize: 4096});
		}
		t.deepEqual(pick(lstatx(`${mount.path}/dir`)), {nlink: 77, size: 4096n});
		t.deepEqual(pick(lstatx(`${mount.path}/1`)), {nlink: 2 ** 31, size: 1n});
		t.deepEqual(pick(lstatx(`${mount.path}/link`)), {nlink: 1, size: 6n});
	},
});

function pick({nlink, size}: {nlink: number; size: bigint}): {nlink: number; size: bigint} {
	return {nlink, size};
}
