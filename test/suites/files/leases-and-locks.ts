import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile} from './_content.ts';

export default defineCase({
	title: 'read leases and locks are granted, shared with shared, and let go at close',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const {mount} = await oneFile(t, 'hello');
		const [one, two] = [mount.open('file'), mount.open('file')];

		native.fcntl(one.fd, c.F_SETLEASE, c.F_RDLCK);
		t.is(native.fcntl(one.fd, c.F_GETLEASE, 0), c.F_RDLCK);
		await t.fails('EAGAIN', () => native.fcntl(two.fd, c.F_SETLEASE, c.F_WRLCK));
		mount.open('file').close();
		native.fcntl(one.fd, c.F_SETLEASE, c.F_UNLCK);
		t.is(native.fcntl(one.fd, c.F_GETLEASE, 0), c.F_UNLCK);

		native.flock(one.fd, c.LOCK_SH | c.LOCK_NB);
		native.flock(two.fd, c.LOCK_SH | c.LOCK_NB);
		await t.fails('EAGAIN', () => native.flock(two.fd, c.LOCK_EX | c.LOCK_NB));
		one.close();
		native.flock(two.fd, c.LOCK_EX | c.LOCK_NB);
	},
});
