import {defineCase} from '#case';
import {constants as c} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {ioUring, openRing, ringRead as read} from './_io-uring.ts';
import {cachedPages, dropPages, mapFile} from './_page-cache.ts';

export default defineCase({
	title: 'io_uring reads of an O_DIRECT file complete when the disk does, several at a time, errors apart',
	groups: ['auto', 'files'],
	needs: ['direct-io'],
	requires: [ioUring],
	batch: true,
	async run(t) {
		const content = pages(16);
		const {mount, backing} = await oneFile(t, content);
		using mapping = mapFile(mount.open('file').fd, content.length);
		const {fd} = mount.open('file', c.O_DIRECT);
		const ring = openRing(t);
		ring.registerBuffers([16_384]);
		dropPages(backing);

		const places = [0, 8192, 16_384, 40_960, 57_344];
		const reads = places.map((offset) => read(fd, offset, 8192));
		const fixed = read(fd, 4096, 16_384, {opcode: c.IORING_OP_READ_FIXED, buffer: 0});
		const bad = read(fd, 1, 4096);
		t.deepEqual(ring.readAll([...reads, fixed, bad, read(fd, 65_536, 4096)]), [
			...places.map((offset) => content.subarray(offset, offset + 8192)),
			content.subarray(4096, 20_480),
			-22,
			Buffer.alloc(0),
		]);
		t.is(cachedPages(mapping), '0'.repeat(16));
	},
});
