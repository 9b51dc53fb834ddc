import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {findInode} from '../../../src/image/tree.ts';
import {treeManifest} from '../../../src/image/tree-manifest.ts';
import {digestOnly} from '../../../src/store/content-sink.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';
import {packArchives} from '../../../src/store/pack-archives.ts';
import {entry, pax, tar} from './tar/archive.ts';

async function pack(t: ExecutionContext, ...layers: readonly (readonly Buffer[])[]) {
	const directory = mkdtempSync(join(tmpdir(), 'pack-archives-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const files = layers.map((parts, index) => {
		const path = join(directory, `${index}.tar`);
		writeFileSync(path, tar(...parts));
		return {path};
	});
	return packArchives({layers: files, store: digestOnly, onAdvance() {}});
}

const file = (path: string, content = path) => entry({path, content});
const folder = (path: string, mode = 0o755) => entry({path, typeflag: '5', mode});

async function paths(t: ExecutionContext, ...layers: readonly (readonly Buffer[])[]): Promise<string[]> {
	const {root} = await pack(t, ...layers);
	return [...treeManifest(root)].map(({path}) => path.toString());
}

test('content has the digest and path that a store gives it', async (t) => {
	const {root, entries, contentBytes} = await pack(t, [file('./etc/motd', 'hello')]);

	const digest = fsverityDigest(Buffer.from('hello'));
	t.like(findInode(root, 'etc/motd'), {type: 'reg', size: 5n, digest});
	t.deepEqual([entries, contentBytes], [3, 5n]);
});

test('a layer replaces files, and directories keep what is below them', async (t) => {
	const lower = [folder('d', 0o700), file('d/a', '1'), file('d/b', '1')];
	const {root} = await pack(t, lower, [folder('d', 0o711), file('d/a', '22')]);

	t.like(findInode(root, 'd'), {permissions: 0o711});
	t.like(findInode(root, 'd/a'), {size: 2n});
	t.like(findInode(root, 'd/b'), {size: 1n});
});

test('what is no directory any more takes what was below along', async (t) => {
	t.deepEqual(await paths(t, [file('d/a')], [file('d')]), ['/', '/d']);
});

test('a whiteout hides what is below its layer, never what is in it, wherever it stands', async (t) => {
	const lower = [file('d/a'), file('d/b'), file('keep')];
	t.deepEqual(await paths(t, lower, [file('d/.wh.a')]), ['/', '/d', '/d/b', '/keep']);
	t.deepEqual(await paths(t, lower, [file('.wh.d')]), ['/', '/keep']);
	t.deepEqual(await paths(t, lower, [file('d/new'), file('.wh.d')]), ['/', '/d', '/d/new', '/keep']);
	t.deepEqual(await paths(t, lower, [file('.wh.d'), file('d/new')]), ['/', '/d', '/d/new', '/keep']);
	t.deepEqual(await paths(t, lower, [file('.wh.none'), file('none/.wh.x')]), [
		'/',
		'/d',
		'/d/a',
		'/d/b',
		'/keep',
	]);
});

test('an opaque directory hides all that is below its layer, before and behind its entries', async (t) => {
	const lower = [file('d/a'), file('d/sub/x'), file('keep')];
	const expected = ['/', '/d', '/d/new', '/d/sub', '/d/sub/y', '/keep'];
	const marker = file('d/.wh..wh..opq', '');
	t.deepEqual(await paths(t, lower, [folder('d'), marker, file('d/new'), file('d/sub/y')]), expected);
	t.deepEqual(await paths(t, lower, [folder('d'), file('d/new'), file('d/sub/y'), marker]), expected);
});

test("overlayfs' whiteouts and opaque directories do the same, and leave no xattr", async (t) => {
	const lower = [file('d/a'), file('b')];
	const device = entry({path: 'b', typeflag: '3', device: [0, 0]});
	const opaque = [
		pax({'SCHILY.xattr.trusted.overlay.opaque': 'y', 'SCHILY.xattr.user.kept': ''}),
		folder('d'),
	];

	const {root} = await pack(t, lower, [device, ...opaque, file('d/new')]);

	t.deepEqual(
		[...treeManifest(root)].map(({path}) => path.toString()),
		['/', '/d', '/d/new'],
	);
	t.deepEqual(findInode(root, 'd')?.xattrs, [{key: Buffer.from('user.kept'), value: Buffer.alloc(0)}]);
});

test("aufs' own files are left out, and a device that is no whiteout stays", async (t) => {
	const device = entry({path: 'null', typeflag: '3', device: [1, 3]});
	t.deepEqual(await paths(t, [file('.wh..wh.plnk/1'), file('.wh..wh.aufs'), device]), ['/', '/null']);
});

test('hard links are one inode, also to what a lower layer has', async (t) => {
	const link = (path: string, linkPath: string) => entry({path, typeflag: '1', linkPath});
	const {root} = await pack(t, [file('a'), link('./b', './a')], [link('c', '/a'), file('.wh.a')]);

	t.is(findInode(root, 'b'), findInode(root, 'c'));
	t.is(findInode(root, 'a'), undefined);
	await t.throwsAsync(() => pack(t, [link('b', 'none')]), {
		instanceOf: UsageError,
		message: /^The hard link 'b': expected an entry before it that is no directory, got 'none'$/,
	});
});

test('symbolic links on the way are followed within the tree, and never out of it', async (t) => {
	const link = (path: string, linkPath: string) => entry({path, typeflag: '2', linkPath});
	const base = [folder('usr'), link('lib', 'usr/lib'), link('up', '../../..'), link('abs', '/usr')];
	t.deepEqual(await paths(t, base, [file('lib/x'), file('up/y'), file('abs/z')]), [
		'/',
		'/abs',
		'/lib',
		'/up',
		'/usr',
		'/usr/lib',
		'/usr/lib/x',
		'/usr/z',
		'/y',
	]);
	await t.throwsAsync(() => pack(t, [link('l', 'l'), file('l/x')]), {
		message: /'l\/x': .*more than 40 symbolic links/,
	});
});

test('a path that leads out of the tree, or through a file, is an error that names the entry', async (t) => {
	await t.throwsAsync(() => pack(t, [file('a/../../x')]), {
		instanceOf: UsageError,
		message: /^The entry 'a\/\.\.\/\.\.\/x': expected a path without '\.\.'/,
	});
	await t.throwsAsync(() => pack(t, [file('f'), file('f/x')]), {
		instanceOf: UsageError,
		message: /^The entry 'f\/x': expected directories on the way to it, got 'f' of type reg$/,
	});
	t.deepEqual(await paths(t, [file('/absolute')]), ['/', '/absolute']);
});

test('ACLs as text can not be kept, and are told', async (t) => {
	const {unreadableXattrs} = await pack(t, [pax({'SCHILY.acl.access': 'user::rw-'}), file('a')]);
	t.deepEqual(unreadableXattrs, ["'a': SCHILY.acl.access"]);
});
