import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {handleOf} from './_handles.ts';
import {lstatx} from './_statx.ts';

/** linux/exportfs.h: inode and generation, and the same followed by those of the parent. */
const [FILEID_INO32_GEN, FILEID_INO32_GEN_PARENT] = [1, 2];

export default defineCase({
	title:
		'a handle of a type or a length that the driver never made is ESTALE or EINVAL, one with a parent opens',
	groups: ['auto', 'inodes', 'handles'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const mount = await t.mount(await t.image(directory({dir: directory({file: regularFile()})})));
		const {fd: root} = mount.open('.');
		const own = handleOf(`${mount.path}/dir/file`);
		const parent = handleOf(`${mount.path}/dir`);
		const inoOf = (type: number, bytes: Uint8Array) => {
			const fd = native.open_by_handle_at(root, {type, handle: bytes}, c.O_PATH);
			const {ino} = native.statx(fd, '', c.AT_EMPTY_PATH, c.STATX_INO);
			native.close(fd);
			return ino;
		};
		const {ino} = lstatx(`${mount.path}/dir/file`);
		t.deepEqual([own.type, own.handle.length], [FILEID_INO32_GEN, 8]);

		const withParent = Buffer.concat([own.handle, parent.handle]);
		t.is(inoOf(FILEID_INO32_GEN, own.handle), ino);
		t.is(inoOf(FILEID_INO32_GEN_PARENT, withParent), ino);
		const whole = Buffer.concat([withParent, Buffer.alloc(c.MAX_HANDLE_SZ - withParent.length, 0xff)]);
		const isRefused = (type: number, length: number) => {
			try {
				inoOf(type, whole.subarray(0, length));
				return false;
			} catch (error) {
				return ['ESTALE', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '');
			}
		};
		for (const type of [0, 3, 4, 0x51, 0x81, 0xfe, 0xff, 0x100, 2 ** 31 - 1, -1])
			for (const length of [0, 4, 8, 12, 16, 20, c.MAX_HANDLE_SZ])
				t.true(isRefused(type, length), `type ${type}, ${length} bytes`);
		for (const length of [0, 4]) t.true(isRefused(FILEID_INO32_GEN, length), `${length} bytes`);
	},
});
