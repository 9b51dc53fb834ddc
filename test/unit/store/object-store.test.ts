import {execFile} from 'node:child_process';
import {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {loadNative} from '../../../src/native.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';
import {ObjectStore} from '../../../src/store/object-store.ts';

function temporaryDirectory(t: ExecutionContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-store-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	return directory;
}

/** Everything in a store, directories left out. */
function files(directory: string): string[] {
	return readdirSync(directory, {recursive: true, withFileTypes: true})
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
		.sort();
}

const mebibyte = 1024 * 1024;

test('an object lies under its digest, mode 0644, in a store that is open to its owner only', async (t) => {
	const directory = join(temporaryDirectory(t), 'made/when/absent');
	const store = ObjectStore.open(directory);
	const content = Buffer.from('content');

	const object = await store.add(content);

	const digest = fsverityDigest(content).toString('hex');
	t.deepEqual(object, {path: `${digest.slice(0, 2)}/${digest.slice(2)}`, digest, size: 7n, added: true});
	t.deepEqual(readFileSync(join(directory, object.path)), content);
	t.is(statSync(join(directory, object.path)).mode & 0o7777, 0o644);
	t.is(statSync(directory).mode & 0o7777, 0o700);
	const closed = await ObjectStore.open(directory, {mode: 0o600}).add(Buffer.from('closed'));
	t.is(statSync(join(directory, closed.path)).mode & 0o7777, 0o600);
});

test('equal content is one object', async (t) => {
	const directory = temporaryDirectory(t);
	const store = ObjectStore.open(directory);

	const first = await store.add(Buffer.from('same'));
	const second = await ObjectStore.open(directory).add([Buffer.from('sa'), Buffer.from('me')]);

	t.deepEqual(second, {...first, added: false});
	t.deepEqual(files(directory), [first.path]);
});

test('long content with holes comes back, chunk by chunk, holes as holes', async (t) => {
	const directory = temporaryDirectory(t);
	const chunks = [
		Buffer.alloc(mebibyte, 1),
		Buffer.alloc(mebibyte),
		Buffer.alloc(17, 2),
		Buffer.alloc(mebibyte),
	];

	const {path, size} = await ObjectStore.open(directory).add(chunks);

	const stored = readFileSync(join(directory, path));
	t.true(stored.equals(Buffer.concat(chunks)));
	t.is(size, BigInt(stored.length));
	t.true(statSync(join(directory, path)).blocks * 512 < 1.5 * mebibyte, 'two of three mebibytes are holes');
	t.deepEqual(files(directory), [path]);
});

test('a chunk may be overwritten once it was taken', async (t) => {
	const directory = temporaryDirectory(t);
	const buffer = Buffer.alloc(100);
	function* chunks(): Generator<Buffer> {
		for (const fill of ['a', 'b', 'c']) yield buffer.fill(fill);
	}

	const {path} = await ObjectStore.open(directory).add(chunks());

	t.is(readFileSync(join(directory, path), 'latin1'), 'a'.repeat(100) + 'b'.repeat(100) + 'c'.repeat(100));
});

test('content that fails on the way leaves nothing', async (t) => {
	const directory = temporaryDirectory(t);
	const store = ObjectStore.open(directory);
	function* broken(): Generator<Buffer> {
		yield Buffer.alloc(mebibyte, 1);
		yield Buffer.alloc(mebibyte, 2);
		throw new RangeError('no more');
	}
	const controller = new AbortController();
	function* aborted(): Generator<Buffer> {
		for (const fill of [1, 2, 3]) {
			yield Buffer.alloc(mebibyte, fill);
			controller.abort(new RangeError('stopped'));
		}
	}

	await t.throwsAsync(() => store.add(broken()), {message: 'no more'});
	await t.throwsAsync(() => store.add(aborted(), controller.signal), {message: 'stopped'});
	await t.throwsAsync(() => store.add(Buffer.from('x'), AbortSignal.abort(new RangeError('before'))), {
		message: 'before',
	});

	t.deepEqual(files(directory), []);
});

test('an object of another size is named as damaged', async (t) => {
	const directory = temporaryDirectory(t);
	const store = ObjectStore.open(directory);
	const {path} = await store.add(Buffer.from('content'));
	truncateSync(join(directory, path), 3);

	const error = await t.throwsAsync(() => store.add(Buffer.from('content')), {instanceOf: InfraError});

	t.is(error?.message, `The object '${join(directory, path)}' is damaged: expected a file of 7 bytes, got 3`);
	t.is(error?.remedy, `cfsbench store repair '${directory}', then pack again.`);
});

test('a store that is there keeps its permissions, also behind a link', async (t) => {
	const directory = temporaryDirectory(t);
	mkdirSync(join(directory, 'store'), {mode: 0o755});
	symlinkSync('store', join(directory, 'link'));

	const store = ObjectStore.open(join(directory, 'link'));
	await store.add(Buffer.from('content'));

	t.is(store.directory, join(directory, 'store'));
	t.is(statSync(store.directory).mode & 0o7777, 0o755);
});

test('fs-verity where possible is no error where it is not, but told', async (t) => {
	const store = ObjectStore.open(temporaryDirectory(t), {verity: 'where-possible'});
	const {path} = await store.add(Buffer.from('content'));
	const fd = openSync(join(store.directory, path), 'r');
	t.teardown(() => closeSync(fd));

	if (store.withoutVerity === undefined) {
		t.deepEqual(loadNative().fsverityMeasure(fd).digest, fsverityDigest(Buffer.from('content')));
		return;
	}
	t.regex(store.withoutVerity, /^(ENOTSUP|ENOTTY|EINVAL): /);
	t.throws(() => loadNative().fsverityMeasure(fd));
});

test('what is no directory is no store', (t) => {
	const directory = temporaryDirectory(t);
	writeFileSync(join(directory, 'file'), '');

	const error = t.throws(() => ObjectStore.open(join(directory, 'file')), {instanceOf: UsageError});
	t.regex(error?.message ?? '', /^Expected a directory as object store, got '.*\/file': EEXIST/);
});

test('fs-verity is enabled where the filesystem has it, and missed aloud where not', async (t) => {
	const directory = temporaryDirectory(t);
	const content = Buffer.from('to be measured');
	let path: string;
	try {
		({path} = await ObjectStore.open(directory, {verity: true}).add(content));
	} catch (error) {
		t.true(error instanceof InfraError);
		const {message, remedy} = error as InfraError;
		t.regex(message, /^fs-verity can't be enabled on '.*': /);
		t.is(remedy, 'Use a filesystem that has it, such as ext4 made with "mkfs.ext4 -b 4096 -O verity".');
		t.deepEqual(files(directory), []);
		return;
	}
	const fd = openSync(join(directory, path), 'r');
	t.deepEqual(loadNative().fsverityMeasure(fd).digest, fsverityDigest(content));
	closeSync(fd);
});

test('of two processes that add the same objects each adds what the other has not', async (t) => {
	const directory = temporaryDirectory(t);
	const script = fileURLToPath(new URL('add-objects.ts', import.meta.url));
	const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', script, directory, '300']);

	const added = (await Promise.all([run(), run()])).map(({stdout}) => Number(stdout));

	t.is((added[0] ?? 0) + (added[1] ?? 0), 300);
	const found = files(directory);
	t.is(found.length, 300);
	for (const path of found)
		t.is(fsverityDigest(readFileSync(join(directory, path))).toString('hex'), path.replace('/', ''));
});
