import {openSync, writeSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const mebibyte = 1 << 20;

export default defineCase({
	title: 'SEEK_DATA and SEEK_HOLE find data and holes where the backing file has them, past 4 GiB as well',
	groups: ['auto', 'files'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const data = [0, mebibyte, 5 * 1024 * mebibyte];
		const size = 5 * 1024 * mebibyte + 8192;
		const store = t.tmp('scratch');
		const backing = openSync(`${store}/sparse`, 'w+');
		t.cleanUp('the backing file', () => native.close(backing));
		for (const at of data) writeSync(backing, Buffer.alloc(4096, 'd'), 0, 4096, at);
		native.truncate(`${store}/sparse`, size);
		const tree = directory({sparse: regularFile({size, backing: 'sparse'})});
		const mount = await t.mount(await t.image(tree), {basedir: store});
		const {fd} = mount.open('sparse');

		for (const at of data) {
			t.is(native.lseek(fd, at, c.SEEK_DATA), BigInt(at));
			t.is(native.lseek(fd, at, c.SEEK_HOLE), BigInt(at + 4096));
			t.deepEqual(native.pread(fd, 4097, at), Buffer.concat([Buffer.alloc(4096, 'd'), Buffer.alloc(1)]));
		}
		t.is(native.lseek(fd, 4096, c.SEEK_DATA), BigInt(mebibyte));
		t.is(native.lseek(fd, 0, c.SEEK_CUR), BigInt(mebibyte), 'the position moves');
		t.is(native.lseek(fd, 2 * mebibyte, c.SEEK_HOLE), BigInt(2 * mebibyte));
		t.is(native.lseek(fd, 0, c.SEEK_END), BigInt(size));
		await t.fails('ENXIO', () => native.lseek(fd, size - 4096, c.SEEK_DATA));
		await t.fails('ENXIO', () => native.lseek(fd, size, c.SEEK_HOLE));
	},
});
