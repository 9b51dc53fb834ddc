import {closeSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {defineCase} from '#case';
import {diskPath} from '../../../src/guest/disks.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const block = 4096;
/** ioctl(2), linux/fs.h: the number of a block of a file on its device. */
const FIBMAP = 1;

export default defineCase({
	title: 'a block that changed on the disk below fs-verity is EIO for read(2) and SIGBUS for a mapping',
	groups: ['auto', 'verity'],
	needs: ['verity'],
	requires: ['fsverity'],
	async run(t) {
		const native = loadNative();
		const store = await t.store({object: Buffer.alloc(3 * block, 'right')});
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});

		const object = openSync(`${store.path}/object`, 'r');
		const index = Buffer.from(Uint32Array.of(1).buffer);
		const place = native.ioctl(object, FIBMAP, index).argument.readUInt32LE();
		t.true(place > 0, 'the object has no block on the disk');
		const disk = openSync(diskPath('scratch') ?? '', c.O_WRONLY | c.O_SYNC);
		writeSync(disk, Buffer.from('wrong'), 0, 5, place * block + 100);
		closeSync(disk);
		native.posix_fadvise(object, 0, 0, c.POSIX_FADV_DONTNEED);
		closeSync(object);
		writeFileSync('/proc/sys/vm/drop_caches', '1');

		const {fd} = mount.open('object');
		t.is(native.pread(fd, block, 0).toString('latin1', 0, 5), 'right');
		await t.fails('EIO', () => native.pread(fd, block, block));
		t.is(native.pread(fd, block, 2 * block).length, block);
		using mapping = new native.Mapping({
			fd,
			length: 3 * block,
			protection: c.PROT_READ,
			flags: c.MAP_SHARED,
			offset: 0,
		});
		t.is(mapping.read(0, 5).toString(), 'right');
		await t.fails('SIGBUS', () => mapping.read(block, 5));
	},
});
