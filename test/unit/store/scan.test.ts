import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {decodeManifest, type ManifestEntry} from '../../../src/image/manifest.ts';
import {loadNative} from '../../../src/native.ts';
import {readContent} from '../../../src/store/content.ts';
import {type ScanOptions, scanTree} from '../../../src/store/scan.ts';
import {splitDevice, walkSource} from '../../../src/store/source.ts';
import {binaryName, isRoot, longName, makeSampleTree, temporaryDirectory} from './sample-tree.ts';

async function scan(tree: string, options?: ScanOptions): Promise<ManifestEntry[]> {
	const entries: ManifestEntry[] = [];
	for await (const entry of scanTree(tree, options)) entries.push(entry);
	return entries;
}

test('a scan lists every entry depth first, names in byte order', async (t) => {
	const tree = temporaryDirectory(t);
	makeSampleTree(t, tree);

	const entries = await scan(tree);

	const paths = entries.map(({path}) => path.toString('latin1'));
	t.deepEqual(
		paths.filter((path) => !['/null', '/disk'].includes(path)),
		[
			'/',
			'/dir',
			'/dir/binary-link',
			'/dir/fifo',
			'/dir/hard',
			'/dir/hard-link',
			'/dir/same',
			'/dir/sub',
			'/dir/sub/deeper',
			`/dir/${binaryName.toString('latin1')}`,
			'/empty',
			'/empty-dir',
			'/fifo',
			'/file',
			'/large',
			'/link',
			`/${longName}`,
			'/socket',
		],
	);
});

test('an entry says what stat, readlink, xattrs and content say', async (t) => {
	const tree = temporaryDirectory(t);
	makeSampleTree(t, tree);

	const byPath = new Map((await scan(tree)).map((entry) => [entry.path.toString('latin1'), entry]));

	const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
	const hard = byPath.get('/dir/hard');
	t.is(hard?.type, 'reg');
	t.is(hard?.permissions, 0o4751);
	t.is(hard?.size, 7n);
	t.is(hard?.sha256, sha256('content'));
	t.is(hard?.uid, process.getuid?.());
	t.is(byPath.get('/file')?.sha256, sha256('content'));
	t.is(byPath.get('/empty')?.sha256, sha256(''));
	t.is(byPath.get('/large')?.sha256, sha256('large'.repeat(629_146).slice(0, 3 * 1024 * 1024 + 1)));
	t.deepEqual(byPath.get('/dir/binary-link')?.target, Buffer.from('\xff\xfe', 'latin1'));
	t.is(byPath.get('/link')?.mtime, 1_674_231_345_123_456_789n);
	t.is(byPath.get('/link')?.size, 8n);
	t.is(byPath.get('/empty')?.mtime, -500_000_000n);
	t.is(byPath.get('/dir')?.mtime, 4_294_967_296_999_999_999n);
	t.is(byPath.get('/dir')?.size, 0n);
	t.is(byPath.get('/empty-dir')?.permissions, 0o3777);
	t.is(byPath.get('/socket')?.type, 'sock');
	t.is(byPath.get('/fifo')?.type, 'fifo');
	t.deepEqual(byPath.get('/null')?.device, isRoot ? {major: 1, minor: 3} : undefined);
	t.deepEqual(byPath.get('/disk')?.device, isRoot ? {major: 259, minor: 70_000} : undefined);
});

test('hard links of any type name the path that came first', async (t) => {
	const tree = temporaryDirectory(t);
	makeSampleTree(t, tree);

	const links = (await scan(tree))
		.filter(({link}) => link !== undefined)
		.map(({path, link}) => `${path} ${link}`);

	t.deepEqual(links, ['/fifo /dir/fifo', '/file /dir/hard', '/link /dir/hard-link']);
});

test('without hash no file is read', async (t) => {
	const tree = temporaryDirectory(t);
	makeSampleTree(t, tree);

	t.true((await scan(tree, {hash: false})).every(({sha256}) => sha256 === undefined));
});

test('an aborted scan rejects with the reason', async (t) => {
	const tree = temporaryDirectory(t);
	makeSampleTree(t, tree);
	const controller = new AbortController();

	await t.throwsAsync(() => scan(tree, {signal: AbortSignal.abort(new RangeError('before'))}), {
		message: 'before',
	});
	const iterator = scanTree(tree, {signal: controller.signal});
	await iterator.next();
	controller.abort(new RangeError('midway'));
	await t.throwsAsync(() => iterator.next(), {message: 'midway'});
});

test('a tree may be named by a link, but must be a directory', async (t) => {
	const directory = temporaryDirectory(t);
	mkdirSync(join(directory, 'tree'));
	writeFileSync(join(directory, 'tree/file'), '');
	symlinkSync('tree', join(directory, 'link'));

	t.deepEqual(
		(await scan(join(directory, 'link'))).map(({path}) => path.toString()),
		['/', '/file'],
	);
	await t.throwsAsync(() => scan(join(directory, 'none')), {
		instanceOf: UsageError,
		message: /^Expected a directory as tree, got '.*none': ENOENT/,
	});
	await t.throwsAsync(() => scan(join(directory, 'tree/file')), {
		instanceOf: UsageError,
		message: /'.*tree\/file', which is none/,
	});
});

test('a file that changes between listing and reading, or while it is read, is named', async (t) => {
	const tree = temporaryDirectory(t);
	writeFileSync(join(tree, 'grows'), Buffer.alloc(2 * 1024 * 1024));
	writeFileSync(join(tree, 'touched'), 'x');
	const [, grows, touched] = [...walkSource(tree)];
	if (grows === undefined || touched === undefined) throw new Error('Expected two files');

	appendFileSync(join(tree, 'touched'), 'y');
	t.throws(() => [...readContent(touched)], {
		instanceOf: InfraError,
		message: `The file '${tree}/touched' changed while it was read`,
	});

	const chunks = readContent(grows);
	chunks.next();
	appendFileSync(join(tree, 'grows'), 'y');
	t.throws(() => [...chunks], {
		instanceOf: InfraError,
		message: `The file '${tree}/grows' changed while it was read`,
	});
});

test('a directory that changes while it is listed is named', async (t) => {
	const tree = temporaryDirectory(t);
	mkdirSync(join(tree, 'dir'));

	const iterator = scanTree(tree);
	await iterator.next();
	await iterator.next();
	writeFileSync(join(tree, 'dir/new'), '');
	await t.throwsAsync(() => iterator.next(), {
		instanceOf: InfraError,
		message: `The directory '${tree}/dir' changed while it was read`,
	});
});

/** A Node built with io_uring in its event loop, as Debian 13's, refuses to change who it is. */
const becomesAnother = (() => {
	try {
		process.seteuid?.(process.geteuid?.() ?? 0);
		return true;
	} catch {
		return false;
	}
})();
const asAnother = becomesAnother || !isRoot ? test.serial : test.serial.skip;

// Changes who this process is, so nothing else may run meanwhile.
asAnother(
	`a file that cannot be read is named${becomesAnother ? '' : " (notrun: root's Node can't become another)"}`,
	async (t) => {
		const tree = temporaryDirectory(t);
		writeFileSync(join(tree, 'secret'), 'x', {mode: 0});
		chmodSync(tree, 0o755);
		loadNative();
		if (isRoot) process.seteuid?.(65534);
		try {
			const error = await t.throwsAsync(() => scan(tree), {instanceOf: InfraError});
			t.regex(error?.message ?? '', /^The file '.*\/secret' can't be read: EACCES/);
			t.is(error?.remedy, 'Run as a user who may read the whole tree.');
		} finally {
			if (isRoot) process.seteuid?.(0);
		}
	},
);

const namespaces = spawnSync('unshare', ['-rm', 'true']).status === 0;
const mounting = namespaces ? test : test.skip;

mounting(
	`a mount point is listed but not entered${namespaces ? '' : ' (notrun: no unprivileged mount namespaces)'}`,
	(t) => {
		const tree = temporaryDirectory(t);
		mkdirSync(join(tree, 'mnt'));
		mkdirSync(join(tree, 'mnt/covered'));
		const shell = fileURLToPath(new URL('scan-mounted.sh', import.meta.url));
		const script = fileURLToPath(new URL('print-scan.ts', import.meta.url));

		const printed = execFileSync('unshare', ['-rm', 'sh', shell, tree, process.execPath, script], {
			encoding: 'utf8',
		});

		const entries = [...decodeManifest(printed)];
		t.deepEqual(entries.map(({path, permissions}) => `${path} ${permissions.toString(8)}`).slice(1), [
			'/mnt 711',
		]);
	},
);

test('the C library splits and joins device numbers in this way', (t) => {
	t.deepEqual(splitDevice(259n), {major: 1, minor: 3});
	t.deepEqual(splitDevice(0x0000_0000_1170_0370n), {major: 0x3, minor: 0x11770});
	t.deepEqual(splitDevice(0xffff_ffff_ffff_ffffn), {major: 0xffff_ffff, minor: 0xffff_ffff});
});
