import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {pages} from './_content.ts';

const fsVerityFlag = 0x0010_0000;
const others = {
	FS_IOC_GETVERSION: c.FS_IOC_GETVERSION,
	FS_IOC_SETVERSION: 0x4008_7602,
	EXT4_IOC_MIGRATE: 0x6609,
	'a number that nobody uses': 0x1234,
};

export default defineCase({
	title: 'ioctls ask the backing file for its digest and flags only; what changes is EROFS, the rest ENOTTY',
	groups: ['auto', 'quick', 'files'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({file: pages(3)});
		const tree = directory({
			empty: regularFile(),
			file: regularFile({size: 3 * 4096, backing: 'file'}),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const {fd} = mount.open('file');
		const flags = (file: number) =>
			native.ioctl(file, c.FS_IOC_GETFLAGS, Buffer.alloc(8)).argument.readUInt32LE();
		const enable = (file: number) =>
			native.fsverityEnable(file, {
				algorithm: c.FS_VERITY_HASH_ALG_SHA256,
				blockSize: 4096,
				salt: Buffer.alloc(0),
				signature: Buffer.alloc(0),
			});

		t.deepEqual(native.fsverityMeasure(fd).digest, store.files.get('file')?.digest);
		const tree3 = native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_MERKLE_TREE, 0, 8192);
		t.is(tree3.length, 4096, 'one block of hashes over three of data');
		const descriptor = native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_DESCRIPTOR, 0, 256);
		t.is(descriptor.readBigUInt64LE(8), BigInt(3 * 4096), 'the data_size of struct fsverity_descriptor');
		t.is(flags(fd) & fsVerityFlag, fsVerityFlag);

		for (const name of ['file', 'empty']) {
			const {fd: file} = mount.open(name);
			await t.fails('EROFS', () => enable(file));
			await t.fails('EROFS', () => native.ioctl(file, c.FS_IOC_SETFLAGS, Buffer.alloc(8)));
			for (const [what, request] of Object.entries(others))
				await t.fails('ENOTTY', () => {
					if (request > 0x10000) native.ioctl(file, request, Buffer.alloc(8));
					else native.ioctlNumber(file, request, 0);
					return what;
				});
		}
		t.is(flags(mount.open('empty').fd), 0);
	},
});
