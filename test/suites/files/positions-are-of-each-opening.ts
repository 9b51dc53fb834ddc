import {spawnSync} from 'node:child_process';
import {closeSync, readSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';

/** A driver that lets the backing file keep the position, or shares one among its openers, reads on in the wrong place. */
export default defineCase({
	title:
		'each opening of a file has its own position and flags, which its duplicates share, in another process too',
	groups: ['auto', 'files'],
	needs: [],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = Buffer.concat([Buffer.from('first line\nsecond line\nthird line\n'), pages(3)]);
		const {mount} = await oneFile(t, content);
		const [one, two] = [mount.open('file').fd, mount.open('file').fd];
		const copy = native.fcntl(one, c.F_DUPFD_CLOEXEC, 0);
		t.cleanUp('a duplicate', () => closeSync(copy));
		const next = (fd: number, length: number) => {
			const bytes = Buffer.alloc(length);
			return bytes.subarray(0, readSync(fd, bytes));
		};

		t.deepEqual(next(one, 100), content.subarray(0, 100));
		t.deepEqual(next(two, 50), content.subarray(0, 50));
		t.deepEqual(next(copy, 5000), content.subarray(100, 5100));
		t.deepEqual(next(two, 5000), content.subarray(50, 5050));
		native.pread(one, 10, 7000);
		t.is(native.lseek(one, 0, c.SEEK_CUR), 5100n, 'of a duplicate, and not of pread');
		t.is(native.lseek(two, 0, c.SEEK_CUR), 5050n);

		native.lseek(one, 11, c.SEEK_SET);
		// The shell reads one byte after the other, up to the end of the line.
		const read = spawnSync('sh', ['-c', 'read -r line; echo "$line"'], {
			stdio: [copy, 'pipe', 'inherit'],
			encoding: 'utf8',
		});
		t.is(read.stdout, 'second line\n');
		t.is(native.lseek(one, 0, c.SEEK_CUR), 23n);
		t.is(next(one, 11).toString(), 'third line\n');

		const flagsOf = (fd: number) => native.fcntl(fd, c.F_GETFL, 0) & ~0o100_000;
		const append = mount.open('file', c.O_APPEND | c.O_NONBLOCK).fd;
		t.is(flagsOf(append), c.O_APPEND | c.O_NONBLOCK);
		t.is(flagsOf(one), c.O_RDONLY, 'not those that the object was opened with');
		native.fcntl(copy, c.F_SETFL, c.O_NONBLOCK);
		t.deepEqual([flagsOf(one), flagsOf(two)], [c.O_NONBLOCK, c.O_RDONLY]);
		t.deepEqual(next(append, 20), content.subarray(0, 20), 'O_APPEND reads from the start');
	},
});
