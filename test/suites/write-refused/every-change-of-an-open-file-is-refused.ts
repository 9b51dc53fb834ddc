import {fchmodSync, fchownSync, futimesSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

/** chattr +i */
const FS_IMMUTABLE_FL = 0x10;
const FS_IOC_FSSETXATTR = 0x401c5820;
const nothing = Buffer.alloc(0);

export default defineCase({
	title: 'a file open for reading is not changed: EROFS for its inode, EBADF or EINVAL for its bytes',
	groups: ['auto', 'quick', 'write-refused'],
	needs: [],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const n = loadNative();
		const store = await t.store({file: 'hello', empty: '', source: 'world'}, {verity: false});
		const mount = await t.mount(await t.image(store), {basedir: store.path});

		for (const name of ['file', 'empty']) {
			const {fd} = mount.open(name);
			const source = mount.open('source').fd;
			const flags = Buffer.alloc(8);
			flags.writeUInt32LE(FS_IMMUTABLE_FL);
			const verity = {algorithm: 1, blockSize: 4096, salt: nothing, signature: nothing};

			const erofs: Record<string, () => unknown> = {
				fchmod: () => fchmodSync(fd, 0o600),
				fchown: () => fchownSync(fd, 1, 1),
				futimens: () => futimesSync(fd, 1, 1),
				fsetxattr: () => n.fsetxattr(fd, 'user.new', Buffer.from('x'), 0),
				fremovexattr: () => n.fremovexattr(fd, 'user.new'),
				FS_IOC_SETFLAGS: () => n.ioctl(fd, c.FS_IOC_SETFLAGS, flags),
				FS_IOC_FSSETXATTR: () => n.ioctl(fd, FS_IOC_FSSETXATTR, Buffer.alloc(28)),
				// Where files can't have fs-verity at all, the call is unknown.
				...(t.contestant === 'composefs' && {FS_IOC_ENABLE_VERITY: () => n.fsverityEnable(fd, verity)}),
			};
			for (const [call, attempt] of Object.entries(erofs))
				await t.fails('EROFS', attempt).catch((error) => {
					throw new Error(`${call}: ${error.message}`, {cause: error});
				});

			await t.fails('EBADF', () => n.pwrite(fd, Buffer.from('x'), 0));
			await t.fails('EBADF', () => n.fallocate(fd, 0, 0, 4096));
			await t.fails('EBADF', () =>
				n.copy_file_range({from: source, fromOffset: 0, to: fd, toOffset: 0, length: 5, flags: 0}),
			);
			await t.fails('EBADF', () => n.ficlone(fd, source));
		}

		// The object could have been changed by each of them.
		t.deepEqual(n.pread(mount.open('file').fd, 10, 0).toString(), 'hello');
		await t.fails('ENODATA', () => {
			const object = n.openat(c.AT_FDCWD, `${store.path}/file`, c.O_RDONLY, 0);
			try {
				n.fsverityMeasure(object);
			} finally {
				n.close(object);
			}
		});
	},
});
