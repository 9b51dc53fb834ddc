import {readFileSync, readSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, lacksCapability, native, open, testUnless} from './support.ts';

/** What is read from a descriptor of events, nothing when there are none. */
function events(fd: number): Buffer {
	const bytes = Buffer.alloc(4096);
	try {
		return bytes.subarray(0, readSync(fd, bytes));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
		return Buffer.alloc(0);
	}
}

test('inotify tells what happens to a file until its watch is removed', (t) => {
	const path = join(directory(t), 'file');
	writeFileSync(path, 'content');
	const fd = native.inotify_init1(c.IN_NONBLOCK | c.IN_CLOEXEC);
	t.teardown(() => native.close(fd));
	const watch = native.inotify_add_watch(fd, path, c.IN_OPEN);

	readFileSync(path);
	const event = events(fd);
	t.deepEqual([event.readInt32LE(0), event.readUInt32LE(4)], [watch, c.IN_OPEN]);
	native.inotify_rm_watch(fd, watch);
	t.is(events(fd).readUInt32LE(4), c.IN_IGNORED);
	fails(t, 'EINVAL', () => native.inotify_rm_watch(fd, watch));
});

test('inotify fails as the kernel says', (t) => {
	const fd = native.inotify_init1(c.IN_CLOEXEC);
	t.teardown(() => native.close(fd));

	t.is(fails(t, 'ENOENT', () => native.inotify_add_watch(fd, '/nothing', c.IN_OPEN)).path, '/nothing');
	fails(t, 'EINVAL', () => native.inotify_add_watch(fd, '/', 0));
	fails(t, 'EINVAL', () => native.inotify_init1(1));
});

testUnless(
	lacksCapability('CAP_SYS_ADMIN'),
	'fanotify tells of a marked directory, by path or by itself',
	(t) => {
		const place = directory(t);
		writeFileSync(join(place, 'file'), 'content');
		const fd = native.fanotify_init(c.FAN_NONBLOCK | c.FAN_CLOEXEC | c.FAN_REPORT_FID, c.O_RDONLY);
		t.teardown(() => native.close(fd));
		const mask = BigInt(c.FAN_OPEN | c.FAN_EVENT_ON_CHILD);
		const seen = () => {
			readFileSync(join(place, 'file'));
			return events(fd).length > 0;
		};

		t.false(seen());
		for (const [at, path] of [
			[c.AT_FDCWD, place],
			[open(t, place), null],
		] as const) {
			native.fanotify_mark(fd, c.FAN_MARK_ADD, mask, at, path);
			t.true(seen());
			native.fanotify_mark(fd, c.FAN_MARK_REMOVE, mask, at, path);
			t.false(seen());
		}
		fails(t, 'EBADF', () => native.fanotify_mark(-1, c.FAN_MARK_ADD, mask, c.AT_FDCWD, place));
		t.is(
			fails(t, 'ENOENT', () => native.fanotify_mark(fd, c.FAN_MARK_ADD, mask, c.AT_FDCWD, '/no')).path,
			'/no',
		);
		fails(t, 'EINVAL', () => native.fanotify_init(2 ** 31, 0));
	},
);
