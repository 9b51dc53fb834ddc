import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {pages} from './_content.ts';
import {ioUring, openRing, ringRead as read} from './_io-uring.ts';
import {dropPages} from './_page-cache.ts';

export default defineCase({
	title:
		'io_uring reads into own and registered buffers, of registered files too, at once and by its workers',
	groups: ['auto', 'quick', 'files'],
	needs: [],
	requires: [ioUring],
	batch: true,
	async run(t) {
		const content = pages(8, 100);
		const store = await t.store({content});
		const tree = directory({
			empty: regularFile(),
			file: regularFile({size: content.length, backing: 'content'}),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const [fd, empty] = [mount.open('file').fd, mount.open('empty').fd];
		const ring = openRing(t);
		ring.registerFiles([fd]);
		ring.registerBuffers([8192, 100]);
		const part = (offset: number, length: number) => content.subarray(offset, offset + length);
		const fixed = (buffer: number) => ({opcode: c.IORING_OP_READ_FIXED, buffer});

		for (const flags of [0, c.IOSQE_ASYNC]) {
			dropPages(`${store.path}/content`);
			t.deepEqual(
				ring.readAll([
					read(fd, 10, 5000, {flags}),
					read(fd, 4000, 0, {flags, opcode: c.IORING_OP_READV, lengths: [100, 9000, 1]}),
					read(fd, 8192, 8192, {flags, ...fixed(0)}),
					read(0, 20_000, 100, {flags: flags | c.IOSQE_FIXED_FILE, ...fixed(1)}),
					read(fd, content.length - 5, 100, {flags}),
					read(fd, content.length, 100, {flags}),
					read(empty, 0, 100, {flags}),
				]),
				[
					part(10, 5000),
					part(4000, 9101),
					part(8192, 8192),
					part(20_000, 100),
					part(content.length - 5, 5),
					Buffer.alloc(0),
					Buffer.alloc(0),
				],
				flags === 0 ? 'at once' : 'by workers',
			);
		}
		t.deepEqual(ring.readAll([read(fd, -1, 100)]), [part(0, 100)], 'at the position of the file');
		t.deepEqual(ring.readAll([read(fd, -1, 100)]), [part(100, 100)], 'which moves');
	},
});
