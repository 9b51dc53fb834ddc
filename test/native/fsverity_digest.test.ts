import {createReadStream, existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c, type DigestOptions, fsverityDigest, type SyscallError} from '../../src/native.ts';
import {directory, native, open} from './support.ts';

const mebibyte = 1 << 20;

/** A sparse file of zeros with a few bytes in it. */
function file(t: ExecutionContext, size: number): number {
	const fd = open(t, join(directory(t), 'file'), c.O_RDWR | c.O_CREAT);
	native.pwrite(fd, Buffer.from('end'), size - 3);
	return fd;
}

test('a file has the digest of its bytes, whatever its position', async (t) => {
	const fd = file(t, 3 * mebibyte + 5);
	native.lseek(fd, 77, c.SEEK_SET);
	const bytes = native.pread(fd, 4 * mebibyte, 0);

	t.deepEqual(await fsverityDigest(fd), await fsverityDigest(bytes));
	t.is(native.lseek(fd, 0, c.SEEK_CUR), 77n);
});

test('closing the descriptor and changing the bytes after the start does no harm', async (t) => {
	const fd = file(t, 8 * mebibyte);
	const bytes = native.pread(fd, 8 * mebibyte, 0);
	const expected = await fsverityDigest(bytes);
	const copy = native.fcntl(fd, c.F_DUPFD_CLOEXEC, 0);

	const digests = [fsverityDigest(copy), fsverityDigest(bytes)];
	native.close(copy);
	bytes.fill(1);
	t.deepEqual(await Promise.all(digests), [expected, expected]);
});

test('the thread goes on meanwhile, and progress rises to the whole', async (t) => {
	const fd = file(t, 64 * mebibyte);
	const seen: bigint[] = [];
	let turns = 0;
	const turning = setInterval(() => turns++, 1);
	await fsverityDigest(fd, {
		onProgress(done, total) {
			t.is(total, 64n * BigInt(mebibyte));
			seen.push(done);
		},
	});
	clearInterval(turning);

	t.true(turns > 2, `${turns} turns of the loop`);
	t.true(seen.length > 1, `${seen.length} reports`);
	t.deepEqual(
		seen,
		seen.toSorted((a, b) => (a < b ? -1 : 1)),
	);
	t.is(seen.at(-1), 64n * BigInt(mebibyte));
});

test('an AbortSignal ends it with the reason of the signal', async (t) => {
	const fd = file(t, 512 * mebibyte);
	const controller = new AbortController();
	const reason = new Error('enough');
	const digest = fsverityDigest(fd, {signal: controller.signal, onProgress: () => controller.abort(reason)});

	t.is(await t.throwsAsync(digest), reason);
	t.is(await t.throwsAsync(fsverityDigest(fd, {signal: controller.signal})), reason);
});

test('cancelling without a signal is ECANCELED', async (t) => {
	const options = {algorithm: 1, blockSize: 4096, salt: new Uint8Array()};
	const {promise, cancel} = native.startFsverityDigest(file(t, 512 * mebibyte), options, () => {});
	cancel();

	const error = (await t.throwsAsync(promise)) as SyscallError;
	t.is(error.code, 'ECANCELED');
});

test('what cannot be read is the error of the call', async (t) => {
	const rejected = async (source: number): Promise<unknown> =>
		((await t.throwsAsync(fsverityDigest(source))) as SyscallError).code;

	t.is(await rejected(open(t, '/')), 'EISDIR');
	t.is(await rejected(open(t, '/', c.O_PATH)), 'EBADF');
	t.is(await rejected(-1), 'EBADF');
	const pipe = native.pipe2(c.O_CLOEXEC);
	t.is(await rejected(pipe.read), 'ESPIPE');
	native.close(pipe.read);
	native.close(pipe.write);
});

test('parameters that fs-verity does not have are refused', async (t) => {
	const refused = async (options: DigestOptions): Promise<string | undefined> =>
		(await t.throwsAsync(fsverityDigest(new Uint8Array(), options), {instanceOf: RangeError}))?.message;

	t.is(await refused({algorithm: 3}), 'Expected options.algorithm to be 1 (SHA-256) or 2 (SHA-512), got 3');
	for (const blockSize of [0, 512, 4095, 131072])
		t.is(
			await refused({blockSize}),
			`Expected options.blockSize to be a power of two from 1024 to 65536, got ${blockSize}`,
		);
	t.is(await refused({salt: new Uint8Array(33)}), 'Expected options.salt to be at most 32 bytes, got 33');
});

test('the digest of a large program does not depend on how it is read', async (t) => {
	// Debian 13's Node is a small program with a large library.
	const {sharedObjects} = process.report.getReport() as unknown as {sharedObjects: string[]};
	const files = [process.execPath, ...sharedObjects].filter((path) => existsSync(path));
	const path = files.reduce((large, file) => (statSync(file).size > statSync(large).size ? file : large));
	const chunks: Buffer[] = [];
	for await (const chunk of createReadStream(path, {highWaterMark: 77_777})) chunks.push(chunk as Buffer);

	t.true(statSync(path).size > mebibyte);
	t.deepEqual(await fsverityDigest(open(t, path)), await fsverityDigest(Buffer.concat(chunks)));
});
