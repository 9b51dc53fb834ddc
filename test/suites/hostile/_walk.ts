import {closeSync} from 'node:fs';
import type {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative, type Statx, splitXattrNames} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';

/** What one may see on a broken image: the fault itself, or what it makes of a path that leads elsewhere. */
const expected: ReadonlySet<string> = new Set(['EUCLEAN', 'ENOENT', 'EIO', 'ENAMETOOLONG', 'ESTALE']);

export interface Walked {
	/** By number of errors. */
	readonly errors: ReadonlyMap<string, number>;
	/** Every inode that stat showed. */
	readonly inodes: readonly Statx[];
}

/** Uses everything in a mount that a path leads to, in every way. Throws at an error that no image can excuse. */
export function walkEverything(mount: Mount, mostEntries = 500): Walked {
	const native = loadNative();
	const errors = new Map<string, number>();
	const inodes: Statx[] = [];
	const attempt = <Result>(what: string, action: () => Result): Result | undefined => {
		try {
			return action();
		} catch (error) {
			const {code = 'no code', message} = error as NodeJS.ErrnoException;
			if (!expected.has(code)) throw new Error(`${what}: ${message}`, {cause: error});
			errors.set(code, (errors.get(code) ?? 0) + 1);
			return undefined;
		}
	};
	const withFile = (path: Buffer, flags: number, use: (fd: number) => void) => {
		const fd = native.openat(c.AT_FDCWD, path, flags | c.O_CLOEXEC | c.O_NOFOLLOW, 0);
		try {
			use(fd);
		} finally {
			closeSync(fd);
		}
	};
	const root = mount.open('.').fd;

	const waiting = [Buffer.from(mount.path)];
	for (let path = waiting.pop(); path !== undefined && inodes.length < mostEntries; path = waiting.pop()) {
		const here = path;
		const shown = attempt('statx', () => lstatx(here));
		if (shown === undefined) continue;
		inodes.push(shown);
		attempt('listxattr', () => {
			for (const name of splitXattrNames(native.llistxattr(here, c.XATTR_LIST_MAX)))
				attempt('getxattr', () => native.lgetxattr(here, name, c.XATTR_SIZE_MAX));
		});
		attempt('handle', () => {
			const handle = native.name_to_handle_at(c.AT_FDCWD, here, 0, c.MAX_HANDLE_SZ);
			closeSync(native.open_by_handle_at(root, handle, c.O_PATH | c.O_CLOEXEC));
		});
		switch (shown.mode & c.S_IFMT) {
			case c.S_IFLNK:
				attempt('readlink', () => native.readlinkat(c.AT_FDCWD, here, 8192));
				break;
			case c.S_IFREG:
				attempt('read', () => withFile(here, c.O_RDONLY, (fd) => native.pread(fd, 4096, 0)));
				break;
			case c.S_IFDIR:
				attempt('list', () =>
					withFile(here, c.O_RDONLY | c.O_DIRECTORY, (fd) => {
						for (let some = native.getdents64(fd, 4096); some.length > 0; some = native.getdents64(fd, 4096))
							for (const {name} of some)
								if (!['.', '..'].includes(name.toString('latin1')))
									waiting.push(Buffer.concat([here, Buffer.from('/'), name]));
					}),
				);
				break;
		}
	}
	return {errors, inodes};
}
