import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {pages} from './_content.ts';

const FIBMAP = 1;
const FIONREAD = 0x541b;
const FIOQSIZE = 0x5460;
const FS_IOC_FIEMAP = 0xc020660b;
const FIDEDUPERANGE = 0xc0189436;

export default defineCase({
	title:
		'what the VFS answers for every file is answered for ours: sizes are told, blocks and freezing are refused',
	groups: ['auto', 'files'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({content: pages(2, 10)});
		const tree = directory({
			dir: directory(),
			empty: regularFile(),
			file: regularFile({size: 8202, backing: 'content'}),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const ask = (fd: number, request: number, size = 32) => native.ioctl(fd, request, Buffer.alloc(size));
		const {fd} = mount.open('file');
		native.lseek(fd, 200, c.SEEK_SET);

		t.is(ask(fd, FIONREAD).argument.readInt32LE(), 8002, 'bytes from the position to the end');
		t.is(ask(fd, FIOQSIZE).argument.readBigInt64LE(), 17n * 512n, 'bytes of its blocks');
		for (const name of ['file', 'empty']) {
			const file = mount.open(name).fd;
			t.is(ask(file, c.FIGETBSZ).argument.readInt32LE(), 4096);
			await t.fails('EINVAL', () => ask(file, FIBMAP));
			await t.fails('ENOTSUP', () => ask(file, FS_IOC_FIEMAP));
		}
		for (const name of ['file', 'dir']) await t.fails('ENOTSUP', () => ask(mount.open(name).fd, c.FIFREEZE));
		const dedupe = Buffer.alloc(24 + 32);
		dedupe.writeUInt16LE(1, 16);
		dedupe.writeBigInt64LE(BigInt(mount.open('file').fd), 24);
		await t.fails('ENOTSUP', () => native.ioctl(fd, FIDEDUPERANGE, dedupe));
	},
});
