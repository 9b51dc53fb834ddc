import {closeSync, openSync, readSync, writeFileSync, writeSync} from 'node:fs';
import {defineCase} from '#case';
import {diskPath} from '../../../src/guest/disks.ts';
import {inodeField} from '../../../src/image/layout.ts';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {listDirectory} from '../directories/_list.ts';
import {DamagedImage} from '../hostile/_damage.ts';
import {lstatx} from '../inodes/_statx.ts';
import {getXattr} from '../xattrs/_get.ts';

const block = 4096;
const FIBMAP = 1;

/**
 * A driver that reads the device itself, or keeps bytes of the image that were not read through its page cache, shows the
 * changed owner.
 */
export default defineCase({
	title: 'metadata that changed on the disk below fs-verity is EIO to whoever looks, and is never shown',
	groups: ['auto', 'verity'],
	requires: ['fsverity'],
	async run(t) {
		const native = loadNative();
		const names = Array.from({length: 300}, (_, n) => `name-${String(n).padStart(60, '0')}`);
		const many = directory(names.map((name) => [name, regularFile()] as const));
		const value = Buffer.alloc(3 * block, 'value');
		const tree = directory({
			link: symlink('/'.repeat(2000)),
			many,
			ours: regularFile(undefined, {uid: 1000, xattrs: {'user.large': value}}),
		});
		const written = new DamagedImage(tree);
		const image = await t.image(written.bytes);
		const mount = await t.mount(image, {digest: true});
		const at = (name: string) => `${mount.path}/${name}`;
		const [last] = names.slice(-1) as [string];
		t.is(lstatx(at('ours')).uid, 1000);

		const file = openSync(image.path, 'r');
		const disk = openSync(diskPath('scratch') ?? '', c.O_RDWR | c.O_SYNC);
		const changeByte = (offset: number) => {
			const index = Buffer.from(Uint32Array.of(Math.floor(offset / block)).buffer);
			const place = native.ioctl(file, FIBMAP, index).argument.readUInt32LE() * block + (offset % block);
			const byte = Buffer.alloc(1);
			readSync(disk, byte, 0, 1, place);
			t.is(byte[0], written.bytes[offset], 'the byte is where it should be');
			written.bytes[offset] = (byte[0] ?? 0) ^ 1;
			writeSync(disk, written.bytes, offset, 1, place);
		};
		changeByte(written.inode('/ours').offset + inodeField.uid);
		changeByte(written.chunk('/many', 'variableData').offset + 3 * block);
		const dropAll = () => {
			native.posix_fadvise(file, 0, 0, c.POSIX_FADV_DONTNEED);
			writeFileSync('/proc/sys/vm/drop_caches', '3');
		};

		dropAll();
		await t.fails('EIO', () => lstatx(at('ours')));
		await t.fails('EIO', () => listDirectory(at('many')));
		// What is already known of an inode goes on, and what was not changed is there.
		changeByte(written.inode('/ours').offset + inodeField.uid);
		dropAll();
		t.is(lstatx(at('ours')).uid, 1000);
		t.deepEqual(getXattr(at('ours'), 'user.large'), value);
		await t.fails('EIO', () => listDirectory(at('many')));
		changeByte(written.chunk('/many', 'variableData').offset + 3 * block);
		dropAll();
		t.is(listDirectory(at('many')).at(-1)?.name.toString(), last);
		closeSync(disk);
		closeSync(file);
	},
});
