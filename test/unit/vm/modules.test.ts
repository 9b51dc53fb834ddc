import {execFileSync} from 'node:child_process';
import {mkdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import test from 'ava';
import type {Kernel} from '../../../src/vm/interfaces.ts';
import {
	hasKernelModule,
	moduleName,
	readModinfo,
	resolveModules,
	unpackModules,
} from '../../../src/vm/modules.ts';
import {moduleFile} from './elf-file.ts';
import {temporaryDirectory} from './temporary.ts';

function loader(depends: Readonly<Record<string, string>>) {
	return async (name: string) => (name in depends ? new Map([['depends', depends[name] ?? '']]) : undefined);
}

test('a module comes after all that it depends on, however deep', async (t) => {
	const index = await resolveModules(
		['btrfs', 'erofs'],
		['crc32c_generic'],
		loader({
			btrfs: 'xor,raid6-pq,libcrc32c',
			xor: '',
			raid6_pq: '',
			libcrc32c: 'crc32c-generic',
			erofs: 'libcrc32c',
		}),
	);

	t.deepEqual(Object.keys(index), ['xor', 'raid6_pq', 'crc32c_generic', 'libcrc32c', 'btrfs', 'erofs']);
	t.deepEqual(index.btrfs?.depends, ['xor', 'raid6_pq', 'libcrc32c']);
	t.is(index.btrfs?.path, '/lib/modules/btrfs.ko');
	t.deepEqual(index.crc32c_generic, {path: '', depends: [], builtin: true});
});

test('dependencies are listed with their own, in load order', async (t) => {
	const index = await resolveModules(['a'], [], loader({a: 'b', b: 'c', c: ''}));
	t.deepEqual(index.a?.depends, ['c', 'b']);
});

test('a module that the kernel has not is absent from the index', async (t) => {
	t.deepEqual(await resolveModules(['nosuch'], [], loader({})), {});
});

test('a dependency that the package lacks is an error that names both', async (t) => {
	await t.throwsAsync(resolveModules(['a'], [], loader({a: 'gone'})), {message: /module a depends on gone/});
});

test('modules that depend on each other in a circle are an error', async (t) => {
	await t.throwsAsync(resolveModules(['a'], [], loader({a: 'b', b: 'a'})), {message: /circle: a > b > a/});
});

test('names lose their folder, suffix and dashes', (t) => {
	t.is(moduleName('kernel/drivers/char/hw_random/virtio-rng.ko.xz'), 'virtio_rng');
	t.is(moduleName('loop'), 'loop');
});

test('modinfo keeps the first value of a key', (t) => {
	const modinfo = readModinfo(moduleFile({name: 'x', depends: 'a,b'}));
	t.is(modinfo.get('depends'), 'a,b');
});

test('modules are unpacked whatever their compression, once', async (t) => {
	const directory = await temporaryDirectory(t);
	const kernel = await fakeKernel(directory);
	const cache = join(directory, 'cache');

	const first = await unpackModules(kernel, ['top', 'ext4', 'nosuch'], cache);
	t.deepEqual(Object.keys(first.index).sort(), ['bottom', 'ext4', 'middle', 'top']);
	t.deepEqual(first.index.top?.depends, ['bottom', 'middle']);
	for (const name of ['top', 'middle', 'bottom']) {
		const path = first.files[`/lib/modules/${name}.ko`] ?? '';
		t.is(readModinfo(await readFile(path)).get('name'), name);
	}
	t.deepEqual(JSON.parse(await readFile(first.files['/lib/modules/index.json'] ?? '', 'utf8')), first.index);

	const made = (await stat(first.files['/lib/modules/top.ko'] ?? '')).ctimeMs;
	const second = await unpackModules(kernel, ['top', 'ext4', 'nosuch'], cache);
	t.deepEqual(second, first);
	t.is((await stat(second.files['/lib/modules/top.ko'] ?? '')).ctimeMs, made);
});

test('a module that was replaced is unpacked anew', async (t) => {
	const directory = await temporaryDirectory(t);
	const kernel = await fakeKernel(directory);
	const cache = join(directory, 'cache');
	await unpackModules(kernel, ['bottom'], cache);

	await writeFile(
		join(kernel.modules, 'kernel/bottom.ko'),
		moduleFile({name: 'bottom', version: '2', depends: ''}),
	);
	const {files} = await unpackModules(kernel, ['bottom'], cache);
	t.is(readModinfo(await readFile(files['/lib/modules/bottom.ko'] ?? '')).get('version'), '2');
});

test('a module is known when it is built in or a file, and not when only the headers have it', async (t) => {
	const kernel = await fakeKernel(await temporaryDirectory(t));
	t.true(await hasKernelModule(kernel, 'ext4'));
	t.true(await hasKernelModule(kernel, 'top'));
	t.false(await hasKernelModule(kernel, 'stray'));
});

async function fakeKernel(directory: string): Promise<Kernel> {
	const modules = join(directory, 'modules');
	const headers = join(directory, 'headers');
	await mkdir(join(modules, 'kernel/fs'), {recursive: true});
	await mkdir(headers);
	await writeFile(join(headers, 'stray.ko'), moduleFile({name: 'stray'}));
	await symlink(headers, join(modules, 'build'));
	await writeFile(join(modules, 'modules.builtin'), 'kernel/fs/ext4/ext4.ko\n');

	await writeFile(join(modules, 'kernel/bottom.ko'), moduleFile({name: 'bottom', depends: ''}));
	await writeFile(
		join(modules, 'kernel/middle.ko.gz'),
		gzipSync(moduleFile({name: 'middle', depends: 'bottom'})),
	);
	const top = join(modules, 'kernel/fs/top.ko');
	await writeFile(top, moduleFile({name: 'top', depends: 'middle'}));
	execFileSync('xz', [top]);
	await rm(top, {force: true});
	return {name: 'fake', version: '1', release: '1', image: '', modules, headers, config: ''};
}
