import {createHash} from 'node:crypto';
import test from 'ava';
import {constants as c, fsverityDigest} from '../../src/native.ts';

interface Parameters {
	readonly hash: 'sha256' | 'sha512';
	readonly blockSize: number;
	readonly salt: Buffer;
}

/** The digest after the kernel's document, whole levels at a time; shares nothing with native/merkle.cc. */
function reference(data: Buffer, {hash, blockSize, salt}: Parameters): string {
	const block = hash === 'sha256' ? 64 : 128;
	const padded = salt.length === 0 ? salt : Buffer.concat([salt, Buffer.alloc(block - salt.length)]);
	const hashBlock = (bytes: Buffer): Buffer =>
		createHash(hash)
			.update(padded)
			.update(Buffer.concat([bytes, Buffer.alloc(blockSize - bytes.length)]))
			.digest();
	const level = (bytes: Buffer): Buffer[] => {
		const hashes: Buffer[] = [];
		for (let start = 0; start < bytes.length; start += blockSize)
			hashes.push(hashBlock(bytes.subarray(start, start + blockSize)));
		return hashes;
	};

	let hashes = level(data);
	while (hashes.length > 1) hashes = level(Buffer.concat(hashes));
	const descriptor = Buffer.alloc(256);
	descriptor[0] = 1;
	descriptor[1] = hash === 'sha256' ? 1 : 2;
	descriptor[2] = Math.log2(blockSize);
	descriptor[3] = salt.length;
	descriptor.writeBigUInt64LE(BigInt(data.length), 8);
	hashes[0]?.copy(descriptor, 16);
	salt.copy(descriptor, 80);
	return createHash(hash).update(descriptor).digest('hex');
}

async function ours(data: Buffer, {hash, blockSize, salt}: Parameters): Promise<string> {
	const algorithm = hash === 'sha256' ? c.FS_VERITY_HASH_ALG_SHA256 : c.FS_VERITY_HASH_ALG_SHA512;
	return (await fsverityDigest(data, {algorithm, blockSize, salt})).toString('hex');
}

/** Bytes that repeat with no period that a block has. */
function bytes(length: number): Buffer {
	return Buffer.alloc(length, Buffer.from(Array.from({length: 1021}, (_, index) => (index * 31) & 0xff)));
}

const none = Buffer.alloc(0);

// 1 KiB blocks of SHA-512 hold 16 hashes: 16 KiB are one level, 256 KiB two, 4 MiB three.
for (const {parameters, sizes} of [
	{
		parameters: {hash: 'sha256', blockSize: 4096, salt: none},
		sizes: [0, 1, 4095, 4096, 4097, 8192, 128 * 4096 - 1, 128 * 4096, 128 * 4096 + 1, (1 << 20) + 1],
	},
	{
		parameters: {hash: 'sha512', blockSize: 1024, salt: none},
		sizes: [0, 1, 1024, 16 * 1024, 16 * 1024 + 1, 256 * 1024, 256 * 1024 + 1, 4 << 20, (4 << 20) + 1],
	},
	{
		parameters: {hash: 'sha256', blockSize: 65536, salt: Buffer.from('a salt of some length')},
		sizes: [0, 1, 65536, 65537, 3_000_000],
	},
	{parameters: {hash: 'sha512', blockSize: 2048, salt: Buffer.alloc(32, 7)}, sizes: [0, 1, 100_000]},
] as const)
	test(`digests agree with the document: ${parameters.hash}, ${parameters.blockSize}, salt of ${parameters.salt.length}`, async (t) => {
		for (const size of sizes)
			t.is(await ours(bytes(size), parameters), reference(bytes(size), parameters), `${size} bytes`);
	});

test('the digest of an empty file is the one that fsverity-utils prints', async (t) => {
	t.is(
		await ours(none, {hash: 'sha256', blockSize: 4096, salt: none}),
		'3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95',
	);
});
