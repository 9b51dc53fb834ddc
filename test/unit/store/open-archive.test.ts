import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import test, {type ExecutionContext} from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {type ExpectedBytes, openArchive} from '../../../src/store/open-archive.ts';

const content = Buffer.from('content '.repeat(1000));

function write(t: ExecutionContext, bytes: Buffer): string {
	const directory = mkdtempSync(join(tmpdir(), 'open-archive-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const path = join(directory, 'file');
	writeFileSync(path, bytes);
	return path;
}

async function read(path: string, expected?: ExpectedBytes): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of openArchive(path, expected)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

test('what is compressed with gzip is told by its first bytes, also in several members', async (t) => {
	t.deepEqual(await read(write(t, content)), content);
	t.deepEqual(await read(write(t, gzipSync(content))), content);
	t.deepEqual(
		await read(write(t, Buffer.concat([gzipSync(content), gzipSync(content)]))),
		Buffer.concat([content, content]),
	);
});

test('the bytes as they are stored have the size and the sha256 that is expected', async (t) => {
	const bytes = gzipSync(content);
	const path = write(t, bytes);
	const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

	t.deepEqual(await read(path, {digest, size: bytes.length}), content);
	await t.throwsAsync(() => read(path, {digest, size: 5}), {
		instanceOf: InfraError,
		message: /The blob '.*file' is damaged: expected 5 bytes, got \d+/,
	});
	await t.throwsAsync(() => read(path, {digest: `sha256:${'0'.repeat(64)}`, size: bytes.length}), {
		instanceOf: InfraError,
		message: /is damaged: expected sha256:0{64}, got sha256:[0-9a-f]{64}/,
	});
});

test('what is cut, compressed otherwise, or not there is an error that names it', async (t) => {
	const cut = write(t, gzipSync(content).subarray(0, 40));
	await t.throwsAsync(() => read(cut), {
		instanceOf: InfraError,
		message: /The archive '.*file' can't be read: unexpected end/,
	});
	for (const [name, magic] of [
		['xz', 'fd377a585a000000'],
		['bzip2', '425a683931415926'],
	] as const)
		await t.throwsAsync(() => read(write(t, Buffer.from(magic, 'hex'))), {
			instanceOf: UsageError,
			message: new RegExp(`got '.*file' compressed with ${name}$`),
		});
	await t.throwsAsync(() => read('/none'), {
		instanceOf: UsageError,
		message: /^Expected an archive, got '\/none': ENOENT/,
	});
});
