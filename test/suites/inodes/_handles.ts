import type {CaseContext} from '#case';
import type {Mount} from '../../../src/mount/mount.ts';
import {constants as c, type Descriptor, type FileHandle, loadNative} from '../../../src/native.ts';

export function handleOf(path: string): FileHandle {
	return loadNative().name_to_handle_at(c.AT_FDCWD, path, 0, c.MAX_HANDLE_SZ);
}

/** open_by_handle_at(2), closed at the end of the case. */
export function openHandle(t: CaseContext, mount: Mount, handle: FileHandle, flags = c.O_RDONLY): Descriptor {
	const fd = loadNative().open_by_handle_at(mount.open('.').fd, handle, flags | c.O_CLOEXEC);
	t.cleanUp('a file opened by its handle', () => loadNative().close(fd));
	return fd;
}

/** The handle of another inode, by the number that user space sees; the generation stays. */
export function withNumber({type, handle}: FileHandle, number: number): FileHandle {
	const changed = Buffer.from(handle);
	changed.writeUInt32LE(number, 0);
	return {type, handle: changed};
}

/** The handle with another generation. */
export function withoutGeneration({type, handle}: FileHandle): FileHandle {
	const changed = Buffer.from(handle);
	changed.writeUInt32LE((changed.readUInt32LE(4) ^ 1) >>> 0, 4);
	return {type, handle: changed};
}
