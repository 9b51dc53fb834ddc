import {closeSync, openSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile} from './_content.ts';

export default defineCase({
	title: 'locks and leases of a file and of its object, or of the file in another mount, never meet',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const {mount, store, backing} = await oneFile(t, 'hello');
		const other = await t.mount(await t.image(store), {basedir: store.path});
		const object = openSync(backing, 'r+');
		t.cleanUp('the object', () => closeSync(object));
		const files = [mount.open('file').fd, other.open('file').fd, object];
		const lock = {type: c.F_RDLCK, whence: c.SEEK_SET, start: 0, length: 0};

		for (const fd of files) native.flock(fd, c.LOCK_EX | c.LOCK_NB);
		native.fcntlLock(object, c.F_OFD_SETLK, {...lock, type: c.F_WRLCK});
		for (const fd of files.slice(0, 2)) native.fcntlLock(fd, c.F_OFD_SETLK, lock);
		native.fcntl(files[0] ?? -1, c.F_SETLEASE, c.F_RDLCK);
		t.is(native.fcntl(files[1] ?? -1, c.F_GETLEASE, 0), c.F_UNLCK);
		t.is(native.fcntl(object, c.F_GETLEASE, 0), c.F_UNLCK);
		// Opening the object for writing breaks a lease on the object, and there is none.
		closeSync(openSync(backing, c.O_RDWR | c.O_NONBLOCK));
		t.is(native.fcntl(files[0] ?? -1, c.F_GETLEASE, 0), c.F_RDLCK);
	},
});
