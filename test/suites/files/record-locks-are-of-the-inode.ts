import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const {SEEK_SET, F_RDLCK, F_WRLCK, F_UNLCK} = c;

export default defineCase({
	title: 'a record lock through one name of a hard link is in the way through the other; writers get none',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({content: 'hello'});
		const file = regularFile({size: 5, backing: 'content'});
		const mount = await t.mount(await t.image(directory({one: file, two: file})), {basedir: store.path});
		const [one, two] = [mount.open('one').fd, mount.open('two').fd];
		const whole = {whence: SEEK_SET, start: 0, length: 0};
		const range = {type: F_RDLCK, whence: SEEK_SET, start: 1n, length: 2n};
		/** What would stop a writer of the whole file. */
		const inTheWay = (fd: number) => native.fcntlLock(fd, c.F_OFD_GETLK, {...whole, type: F_WRLCK});

		native.fcntlLock(one, c.F_OFD_SETLK, range);
		t.deepEqual(inTheWay(two), {...range, pid: -1});
		native.fcntlLock(two, c.F_OFD_SETLK, {...whole, type: F_RDLCK});
		native.fcntlLock(one, c.F_OFD_SETLK, {...range, type: F_UNLCK});
		t.is(inTheWay(two).type, F_UNLCK, 'its own is not in the way');
		t.deepEqual(inTheWay(one), {...whole, start: 0n, length: 0n, type: F_RDLCK, pid: -1});
		for (const command of [c.F_SETLK, c.F_OFD_SETLK])
			await t.fails('EBADF', () => native.fcntlLock(one, command, {...whole, type: F_WRLCK}));

		native.fcntlLock(one, c.F_SETLK, range);
		t.deepEqual(native.fcntlLock(two, c.F_OFD_GETLK, {...range, type: F_WRLCK}).pid, process.pid);
		const locks = readFileSync(`/proc/self/fdinfo/${one}`, 'utf8').match(/^lock:.*$/gm) ?? [];
		t.is(locks.length, 1, locks.join('\n'));
		t.match(locks[0] ?? '', /POSIX +ADVISORY +READ .* 1 2$/);
	},
});
