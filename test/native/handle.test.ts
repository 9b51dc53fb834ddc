import {readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, native, type Obstacle, open, testUnless} from './support.ts';

function unsupported(): Obstacle {
	try {
		native.name_to_handle_at(c.AT_FDCWD, process.env.TMPDIR ?? '/tmp', 0, c.MAX_HANDLE_SZ);
		return undefined;
	} catch (error) {
		return `no file handles: ${(error as Error).message}`;
	}
}
const obstacle = unsupported();
const notRoot = process.getuid?.() === 0 ? undefined : 'needs root';

testUnless(obstacle ?? notRoot, 'a handle opens its file again, and is ESTALE when that is gone', (t) => {
	const place = directory(t);
	const path = join(place, 'file');
	writeFileSync(path, 'content');
	const mount = open(t, place);
	const handle = native.name_to_handle_at(mount, 'file', 0, c.MAX_HANDLE_SZ);

	const fd = native.open_by_handle_at(mount, handle, c.O_RDONLY | c.O_CLOEXEC);
	t.is(native.pread(fd, 99, 0).toString(), 'content');
	native.close(fd);
	unlinkSync(path);
	fails(t, 'ESTALE', () => native.open_by_handle_at(mount, handle, c.O_RDONLY));
});

testUnless(obstacle, 'a handle tells its mount', (t) => {
	const {mountId, handle, type} = native.name_to_handle_at(c.AT_FDCWD, '/proc/../tmp', 0, c.MAX_HANDLE_SZ);
	const ids = readFileSync('/proc/self/mountinfo', 'utf8').match(/^\d+/gm);

	t.true(ids?.includes(String(mountId)), `mount ${mountId}`);
	t.true(handle.length > 0 && type >= 0);
});

testUnless(obstacle, 'a handle that does not fit says what it needs', (t) => {
	const {handle} = native.name_to_handle_at(c.AT_FDCWD, '/tmp', 0, c.MAX_HANDLE_SZ);
	const error = fails(t, 'EOVERFLOW', () => native.name_to_handle_at(c.AT_FDCWD, '/tmp', 0, 0));

	t.is((error as {handleBytes?: number}).handleBytes, handle.length);
	t.deepEqual(native.name_to_handle_at(c.AT_FDCWD, '/tmp', 0, handle.length).handle, handle);
	fails(t, 'EINVAL', () => native.name_to_handle_at(c.AT_FDCWD, '/tmp', 0, c.MAX_HANDLE_SZ + 1));
});

testUnless(notRoot, 'nonsense for a handle is the error of the kernel', (t) => {
	const nonsense = {type: 1, handle: new Uint8Array()};

	fails(t, 'EINVAL', () => native.open_by_handle_at(open(t, '/tmp'), nonsense, c.O_RDONLY));
});

test('a descriptor that is none is EBADF', (t) => {
	fails(t, 'EBADF', () => native.name_to_handle_at(-1, '', c.AT_EMPTY_PATH, 128));
});
