import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {type Dirent, existsSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {fsverityDigestFile} from '../../../src/store/digest-file.ts';
import {FsverityHasher, fsverityDigest} from '../../../src/store/fsverity.ts';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const foreign = existsSync(data) ? test : test.skip;
const why = existsSync(data) ? '' : ' (notrun: ../shared/data is absent)';

/** The definition, told as simply as it can be: the whole tree in memory. */
function plainDigest(content: Buffer): string {
	const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
	const blocks = (bytes: Buffer) =>
		Array.from({length: Math.ceil(bytes.length / 4096)}, (_, index) => {
			const block = Buffer.alloc(4096);
			bytes.copy(block, 0, index * 4096, (index + 1) * 4096);
			return block;
		});
	let level = blocks(content).map(sha256);
	while (level.length > 1) level = blocks(Buffer.concat(level)).map(sha256);

	const descriptor = Buffer.alloc(256);
	descriptor.set([1, 1, 12]);
	descriptor.writeBigUInt64LE(BigInt(content.length), 8);
	level[0]?.copy(descriptor, 16);
	return sha256(descriptor).toString('hex');
}

/** Content without two equal blocks, and with some of zeros. */
function content(length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let at = 0; at + 4 <= length; at += 4)
		if ((at >> 12) % 5 !== 3) bytes.writeUInt32LE(Math.imul(at + 1, 2654435761) >>> 0, at);
	return bytes;
}

/** All but the one of 4 GiB. */
function isQuicklyRead({parentPath, name}: Dirent): boolean {
	return statSync(join(parentPath, name)).size < 64 * 1024 * 1024;
}

test('the digest of an empty file is the one the kernel gives', (t) => {
	t.is(
		fsverityDigest(Buffer.alloc(0)).toString('hex'),
		'3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95',
	);
});

const levelSize = 128 * 4096;
for (const length of [
	1,
	4095,
	4096,
	4097,
	8192,
	levelSize - 1,
	levelSize,
	levelSize + 1,
	2 * levelSize,
	128 * levelSize + 1,
]) {
	test(`the digest of ${length} bytes follows the definition, in chunks of any size`, (t) => {
		const bytes = content(length);
		const digest = plainDigest(bytes);

		t.is(fsverityDigest(bytes).toString('hex'), digest);
		for (const size of [1000, 4096, 5000, 1024 * 1024]) {
			const hasher = new FsverityHasher();
			for (let at = 0; at < length; at += size) hasher.update(bytes.subarray(at, at + size));
			t.is(hasher.digest().toString('hex'), digest);
		}
	});
}

for (const [name, digest] of [
	['kitchen-sink', '6451ea34bafbe934984e012180d4301c8bac922f576798780f3606556e1a1e24'],
	['kitchen-sink-epoch', 'b542ef7d8e99aad3d102a03f123f97c4cd0c197dd1326fc25964264bd06d4704'],
] as const) {
	foreign(`the digest of ${name}.cfs is known${why}`, async (t) => {
		t.is((await fsverityDigestFile(join(data, `${name}.cfs`))).toString('hex'), digest);
	});
}

foreign(`objects of another tool are named by their digest${why}`, async (t) => {
	const store = mkdtempSync(join(tmpdir(), 'cfsbench-objects-'));
	t.teardown(() => rmSync(store, {recursive: true}));
	execFileSync('tar', ['-xSzf', join(data, 'kitchen-sink-store.tar.gz'), '-C', store]);

	const objects = readdirSync(store, {recursive: true, withFileTypes: true}).filter((entry) =>
		entry.isFile(),
	);
	t.true(objects.length > 30);
	for (const {name, parentPath: path} of objects.filter(isQuicklyRead))
		t.is((await fsverityDigestFile(join(path, name))).toString('hex'), path.slice(-2) + name);
});

test('what is no file has no digest', async (t) => {
	await t.throwsAsync(() => fsverityDigestFile('/nowhere'), {
		instanceOf: UsageError,
		message: /Expected a file, got '\/nowhere': ENOENT/,
	});
	await t.throwsAsync(() => fsverityDigestFile(tmpdir()), {
		instanceOf: UsageError,
		message: /it is no regular file/,
	});
});
