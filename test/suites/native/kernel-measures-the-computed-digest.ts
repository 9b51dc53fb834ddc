import {closeSync, openSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import {constants as c, fsverityDigest, loadNative} from '../../../src/native.ts';

const noBytes = Buffer.alloc(0);

/** Opens for reading until the end of the case. */
function open(t: CaseContext, path: string): number {
	const fd = openSync(path, 'r');
	t.cleanUp(path, () => closeSync(fd));
	return fd;
}

export default defineCase({
	title: 'the kernel measures the fs-verity digest that the addon computes',
	groups: ['auto', 'native'],
	requires: ['fsverity'],
	module: false,
	async run(t) {
		const native = loadNative();
		const place = t.tmp('scratch');
		const variants = [
			{algorithm: c.FS_VERITY_HASH_ALG_SHA256, salt: noBytes},
			{algorithm: c.FS_VERITY_HASH_ALG_SHA256, salt: Buffer.from('salt')},
			{algorithm: c.FS_VERITY_HASH_ALG_SHA512, salt: Buffer.alloc(32, 9)},
		];
		// An empty file, one block, one level less and more than full, and two levels.
		for (const size of [0, 1, 4096, 4097, 128 * 4096, 128 * 4096 + 1, 3 << 20])
			for (const [index, {algorithm, salt}] of variants.entries()) {
				const path = join(place, `${size}-${index}`);
				writeFileSync(path, Buffer.alloc(size, 'content of no period that a block has'));
				const fd = open(t, path);
				native.fsverityEnable(fd, {algorithm, salt, blockSize: 4096, signature: noBytes});

				const measured = native.fsverityMeasure(fd);
				t.is(measured.algorithm, algorithm);
				t.deepEqual(measured.digest, await fsverityDigest(fd, {algorithm, salt}), path);
				const descriptor = native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_DESCRIPTOR, 0, 4096);
				t.is(descriptor.length, 256);
				t.is(descriptor.readBigUInt64LE(8), BigInt(size));
			}
	},
});
