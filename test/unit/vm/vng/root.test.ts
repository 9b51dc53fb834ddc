import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../../../../src/errors.ts';
import type {Kernel} from '../../../../src/vm/interfaces.ts';
import {readModinfo} from '../../../../src/vm/modules.ts';
import {rootInitramfs} from '../../../../src/vm/vng/root.ts';
import {readArchive} from '../archive.ts';
import {moduleFile} from '../elf-file.ts';
import {temporaryDirectory} from '../temporary.ts';

/** A kernel with these lines in its configuration, and virtiofs as a module that needs another one. */
async function fakeKernel(t: ExecutionContext, config: string): Promise<Kernel & {readonly cache: string}> {
	const directory = await temporaryDirectory(t);
	const path = (name: string) => join(directory, name);
	await mkdir(path('kernel'));
	await writeFile(path('config'), config);
	await writeFile(path('modules.builtin'), 'kernel/drivers/virtio/virtio_pci.ko\n');
	await writeFile(path('kernel/virtiofs.ko'), moduleFile({name: 'virtiofs', depends: 'fuse'}));
	await writeFile(path('kernel/fuse.ko'), moduleFile({name: 'fuse', depends: ''}));
	return {
		name: 'fake',
		version: '1',
		release: '6.99-fake',
		image: path('vmlinuz'),
		modules: directory,
		headers: directory,
		config: path('config'),
		cache: path('cache'),
	};
}

test('a kernel with virtiofs built in comes to its root by itself', async (t) => {
	const kernel = await fakeKernel(t, 'CONFIG_VIRTIO_FS=y\n');
	t.is(await rootInitramfs(kernel, {...kernel, isRoot: true}), undefined);
});

test('a kernel with virtiofs as a module gets an initramfs that loads it, dependencies first', async (t) => {
	const kernel = await fakeKernel(t, 'CONFIG_FUSE_FS=m\nCONFIG_VIRTIO_FS=m\n');
	const archive = readArchive(await readFile((await rootInitramfs(kernel, {...kernel, isRoot: true})) ?? ''));

	const modules = [...archive.keys()].filter((name) => name.startsWith('modules/'));
	t.deepEqual(
		modules.map((name) => [name, readModinfo(archive.get(name)?.content ?? Buffer.alloc(0)).get('name')]),
		[
			['modules/00.ko', 'fuse'],
			['modules/01.ko', 'virtiofs'],
		],
	);
});

test('a user serves no files of root, so what is setuid there is not in the guest', async (t) => {
	const kernel = await fakeKernel(t, 'CONFIG_VIRTIO_FS=y\n');
	const archive = readArchive(
		await readFile((await rootInitramfs(kernel, {...kernel, isRoot: false})) ?? ''),
	);
	t.regex(archive.get('init')?.content.toString() ?? '', /mount -t virtiofs -o ro,nosuid ROOTFS/);
});

test('a kernel without virtiofs is refused by name', async (t) => {
	const kernel = await fakeKernel(t, '# CONFIG_VIRTIO_FS is not set\n');
	const error = await t.throwsAsync<UsageError>(rootInitramfs(kernel, {...kernel, isRoot: true}), {
		instanceOf: UsageError,
	});
	t.regex(error?.message ?? '', /6\.99-fake has no virtiofs/);
});
