import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, native, open} from './support.ts';

const content = Buffer.from(Array.from({length: 10_000}, (_, index) => (index * 7) % 251));

function files(t: ExecutionContext): {from: number; to: number; place: string} {
	const place = directory(t);
	writeFileSync(join(place, 'from'), content);
	return {from: open(t, join(place, 'from')), to: open(t, join(place, 'to'), c.O_RDWR | c.O_CREAT), place};
}

test('pread reads at an offset and leaves the position', (t) => {
	const {from} = files(t);

	t.deepEqual(native.pread(from, 100, 5000n), content.subarray(5000, 5100));
	t.deepEqual(native.pread(from, 100, 9990), content.subarray(9990));
	t.is(native.pread(from, 100, 10_000).length, 0);
	t.is(native.lseek(from, 0, c.SEEK_CUR), 0n);
	fails(t, 'EINVAL', () => native.pread(from, 1, -1));
});

test('pread reads files opened with O_DIRECT where the filesystem has it', (t) => {
	const {place} = files(t);
	let direct: number;
	try {
		direct = open(t, join(place, 'from'), c.O_RDONLY | c.O_DIRECT);
	} catch (error) {
		t.is((error as {code?: string}).code, 'EINVAL');
		return;
	}

	t.deepEqual(native.pread(direct, 4096, 4096), content.subarray(4096, 8192));
});

test('preadv2 fills the buffers in order and cuts the last', (t) => {
	const {from} = files(t);

	const buffers = native.preadv2(from, [3, 0, 5, 4096, 4096], 8000, 0);
	t.deepEqual(
		buffers.map(({length}) => length),
		[3, 0, 5, 1992],
	);
	t.deepEqual(Buffer.concat(buffers), content.subarray(8000));
	t.deepEqual(native.preadv2(from, [10], -1, 0), [content.subarray(0, 10)]);
	t.is(native.lseek(from, 0, c.SEEK_CUR), 10n);
	t.deepEqual(native.preadv2(from, [10], 20_000, 0), []);
});

test('preadv2 hands its flags on', (t) => {
	const {from} = files(t);

	t.deepEqual(native.preadv2(from, [10], 0, c.RWF_NOWAIT), [content.subarray(0, 10)]);
	fails(t, 'ENOTSUP', () => native.preadv2(from, [10], 0, 1 << 30));
});

test('preadv2 refuses more buffers than the kernel takes', (t) => {
	const {from} = files(t);

	t.throws(() => native.preadv2(from, new Array(1025).fill(1), 0, 0), {
		instanceOf: RangeError,
		message: 'Expected at most 1024 lengths, got 1025',
	});
});

test('pwrite writes at an offset', (t) => {
	const {to} = files(t);

	t.is(native.pwrite(to, content.subarray(0, 10), 5n), 10);
	t.deepEqual(native.pread(to, 100, 0), Buffer.concat([Buffer.alloc(5), content.subarray(0, 10)]));
});

test('splice moves bytes through a pipe', (t) => {
	const {from, to} = files(t);
	const pipe = native.pipe2(c.O_CLOEXEC);
	t.teardown(() => {
		native.close(pipe.read);
		native.close(pipe.write);
	});

	const moved = native.splice({
		from,
		fromOffset: 1000,
		to: pipe.write,
		toOffset: null,
		length: 2000,
		flags: 0,
	});
	t.is(moved, 2000);
	t.is(native.splice({from: pipe.read, fromOffset: null, to, toOffset: 0n, length: 9999, flags: 0}), 2000);
	t.deepEqual(native.pread(to, 9999, 0), content.subarray(1000, 3000));
	fails(t, 'EINVAL', () => native.splice({from, fromOffset: 0, to, toOffset: 0, length: 1, flags: 0}));
	fails(t, 'ESPIPE', () =>
		native.splice({from, fromOffset: 0, to: pipe.write, toOffset: 0, length: 1, flags: 0}),
	);
});

test('sendfile reads at an offset, or at the position and moves it', (t) => {
	const {from, to} = files(t);

	t.is(native.sendfile(to, from, 9000, 5000), 1000);
	t.is(native.lseek(from, 0, c.SEEK_CUR), 0n);
	t.is(native.sendfile(to, from, null, 10), 10);
	t.is(native.lseek(from, 0, c.SEEK_CUR), 10n);
	t.deepEqual(native.pread(to, 9999, 0), Buffer.concat([content.subarray(9000), content.subarray(0, 10)]));
});

test('copy_file_range copies', (t) => {
	const {from, to} = files(t);
	const range = {from, fromOffset: 100, to, toOffset: 50n, length: 4000, flags: 0};

	t.is(native.copy_file_range(range), 4000);
	t.deepEqual(native.pread(to, 4000, 50), content.subarray(100, 4100));
	fails(t, 'EINVAL', () => native.copy_file_range({...range, flags: 1 << 20}));
});

test('clones work, or say that the filesystem has none', (t) => {
	const {from, to} = files(t);
	try {
		native.ficlone(to, from);
		native.ficloneRange(to, {from, fromOffset: 0, length: 0, toOffset: 0});
		t.deepEqual(native.pread(to, content.length, 0), content);
	} catch (error) {
		t.is((error as {code?: string}).code, 'ENOTSUP');
		fails(t, 'ENOTSUP', () => native.ficloneRange(to, {from, fromOffset: 0, length: 0, toOffset: 0}));
	}
});

test('clones across filesystems are EXDEV', (t) => {
	const {to} = files(t);

	fails(t, 'EXDEV', () => native.ficlone(to, open(t, '/proc/self/status')));
});
