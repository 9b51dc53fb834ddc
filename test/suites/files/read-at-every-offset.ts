import {readSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';

export default defineCase({
	title: 'read, pread and preadv2 give the bytes of the backing file at any offset, none past its end',
	groups: ['auto', 'quick', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = pages(3, 100);
		const {mount} = await oneFile(t, content);
		const {fd} = mount.open('file');

		for (const [offset, length] of [
			[0, content.length],
			[0, content.length + 1],
			[1, 4096],
			[4095, 2],
			[8192, 9000],
			[content.length - 1, 10],
			[content.length, 10],
			[2 ** 40, 10],
		] as const)
			t.deepEqual(
				native.pread(fd, length, offset),
				content.subarray(offset, offset + length),
				`${length} at ${offset}`,
			);
		t.is(native.lseek(fd, 0, c.SEEK_CUR), 0n, 'pread leaves the position');

		t.deepEqual(native.preadv2(fd, [10, 5000, 1], 100, 0), [
			content.subarray(100, 110),
			content.subarray(110, 5110),
			content.subarray(5110, 5111),
		]);
		const read = Buffer.alloc(5000);
		t.is(readSync(fd, read, 0, 5000, null), 5000);
		t.deepEqual(native.preadv2(fd, [100], -1, 0), [content.subarray(5000, 5100)]);
		t.is(native.lseek(fd, -7, c.SEEK_END), BigInt(content.length - 7));
		t.is(readSync(fd, read, 0, 5000, null), 7);
		t.is(readSync(fd, read, 0, 5000, null), 0);
		await t.fails('EINVAL', () => native.pread(fd, 1, -1));
	},
});
