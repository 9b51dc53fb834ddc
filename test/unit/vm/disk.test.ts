import {mkdir, open, readFile, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {execa} from 'execa';
import {cachedDisk, cachedScratchDisk, makeScratchDisk} from '../../../src/vm/disk.ts';
import {fileBytes, measureDirectory} from '../../../src/vm/disk-size.ts';
import {findProgram} from '../../../src/vm/program.ts';
import {temporaryDirectory} from './temporary.ts';

const block = 4096;

test('a file needs its blocks, its Merkle tree and its descriptor', (t) => {
	const base = fileBytes(0);
	t.is(fileBytes(1) - base, block);
	t.is(fileBytes(block) - base, block);
	t.is(fileBytes(block + 1) - base, (2 + 1) * block);
	t.is(fileBytes(128 * block) - base, (128 + 1) * block);
	t.is(fileBytes(129 * block) - base, (129 + 2 + 1) * block);
});

test('a directory needs inodes for all that it holds, links included', async (t) => {
	const directory = await fill(await temporaryDirectory(t));
	const {inodes, sizeMiB} = await measureDirectory(directory);
	t.is(inodes - 1024, 4);
	t.true(sizeMiB >= 64);
});

test('an ext4 has blocks of 4 KiB and fs-verity, also when it is small', async (t) => {
	if (!(await hasMkfs(t))) return;
	const path = join(await temporaryDirectory(t), 'small.img');
	await makeScratchDisk({type: 'ext4', sizeMiB: 16, path});
	const superblock = await readAt(path, 1024, 1024);
	t.is(superblock.readUInt16LE(0x38), 0xef53);
	t.is(1024 << superblock.readUInt32LE(0x18), block);
	t.truthy(superblock.readUInt32LE(0x64) & 0x8000);
	t.is((await stat(path)).size, 16 * 2 ** 20);
});

test.serial(
	"a disk that the host's list of filesystems knows does not stand in the way of another like it",
	async (t) => {
		const [mkfs, blkid] = await Promise.all(['mkfs.btrfs', 'blkid'].map(findProgram));
		if (mkfs === undefined || blkid === undefined) return void t.pass('mkfs.btrfs or blkid is not installed');
		const directory = await temporaryDirectory(t);
		const make = (name: string) =>
			makeScratchDisk({type: 'btrfs', sizeMiB: 128, path: join(directory, name)});
		await make('first.img');
		const {BLKID_FILE: before} = process.env;
		process.env.BLKID_FILE = join(directory, 'blkid.tab');
		try {
			await execa(blkid, [join(directory, 'first.img')]);
			t.regex(await readFile(process.env.BLKID_FILE, 'utf8'), /TYPE="btrfs"/);
			await make('second.img');
		} finally {
			if (before === undefined) delete process.env.BLKID_FILE;
			else process.env.BLKID_FILE = before;
		}
		t.is((await stat(join(directory, 'second.img'))).size, 128 * 2 ** 20);
	},
);

test('a scratch disk is made once', async (t) => {
	if (!(await hasMkfs(t))) return;
	const cache = await temporaryDirectory(t);
	const path = await cachedScratchDisk({cache});
	const made = (await stat(path)).ctimeMs;
	t.is(await cachedScratchDisk({cache}), path);
	t.true((await stat(path)).ctimeMs - made < 1000);
});

test('a filled disk holds the content, was finished before it is kept, and is known by its key', async (t) => {
	if (!(await hasMkfs(t))) return;
	const cache = await temporaryDirectory(t);
	const finished: string[] = [];
	const options = {
		cache,
		key: 'content-1',
		fill: async (directory: string) => {
			await fill(directory);
		},
		finish: async (path: string) => {
			finished.push(path);
		},
	};
	const path = await cachedDisk(options);
	t.is(await cachedDisk(options), path);
	t.is(finished.length, 1);
	t.not(finished[0], path);
	t.true((await readAt(path, 0, (await stat(path)).size)).includes('this very content'));
});

test('a disk whose making failed is not kept', async (t) => {
	if (!(await hasMkfs(t))) return;
	const cache = await temporaryDirectory(t);
	const failing = {cache, key: 'k', fill: () => Promise.reject(new Error('no luck'))};
	await t.throwsAsync(cachedDisk(failing), {message: 'no luck'});
	const good = await cachedDisk({...failing, fill: () => Promise.resolve()});
	t.truthy(await stat(good));
});

test('a folder that is not there, and a directory on another type than ext4, are named', async (t) => {
	if (!(await hasMkfs(t))) return;
	await t.throwsAsync(makeScratchDisk({type: 'ext4', sizeMiB: 16, path: '/no/such/disk.img'}), {
		message: /no\/such\/disk\.img.*ENOENT/,
	});
	const from = await temporaryDirectory(t);
	await t.throwsAsync(makeScratchDisk({type: 'xfs', sizeMiB: 16, from, path: join(from, 'x')}), {
		message: /Expected ext4.*got xfs/,
	});
});

async function hasMkfs(t: ExecutionContext): Promise<boolean> {
	if (await findProgram('mkfs.ext4')) return true;
	t.pass();
	t.log('not run: mkfs.ext4 is not on this system');
	return false;
}

async function fill(directory: string): Promise<string> {
	await mkdir(join(directory, 'deep/er'), {recursive: true});
	await writeFile(join(directory, 'deep/er/file'), 'this very content');
	await symlink('file', join(directory, 'deep/er/link'));
	return directory;
}

async function readAt(path: string, position: number, length: number): Promise<Buffer> {
	await using file = await open(path);
	const {buffer} = await file.read(Buffer.alloc(length), 0, length, position);
	return buffer;
}
