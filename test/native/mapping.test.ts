import {spawnSync} from 'node:child_process';
import {truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {constants as c, type Mapping, type MappingFault, type MappingOptions} from '../../src/native.ts';
import {directory, fails, native, open} from './support.ts';

const page = 4096;
const content = Buffer.alloc(2 * page, 'mapping ');

function file(t: ExecutionContext): string {
	const path = join(directory(t), 'file');
	writeFileSync(path, content);
	return path;
}

function map(t: ExecutionContext, path: string, options: Partial<MappingOptions> = {}): Mapping {
	const mapping = new native.Mapping({
		fd: open(t, path, c.O_RDWR),
		length: 2 * page,
		protection: c.PROT_READ | c.PROT_WRITE,
		flags: c.MAP_SHARED,
		offset: 0,
		...options,
	});
	t.teardown(() => mapping.close());
	return mapping;
}

test('a mapping shows the file, also after its descriptor is closed', (t) => {
	const fd = native.openat(c.AT_FDCWD, file(t), c.O_RDONLY | c.O_CLOEXEC, 0);
	const options = {fd, length: page + 10, protection: c.PROT_READ, flags: c.MAP_PRIVATE, offset: page};
	const mapping = new native.Mapping({...options, length: page});
	t.teardown(() => mapping.close());
	native.close(fd);

	t.is(mapping.length, page);
	t.deepEqual(mapping.read(1, 100), content.subarray(page + 1, page + 101));
	t.is(mapping.read(page, 0).length, 0);
});

test('stores reach the file when shared, and only the mapping when private', (t) => {
	const path = file(t);
	const [shared, own] = [map(t, path), map(t, path, {flags: c.MAP_PRIVATE})];
	own.write(0n, Buffer.from('own'));
	shared.write(8, Buffer.from('shared'));
	shared.msync(0, page, c.MS_SYNC);

	t.is(native.pread(open(t, path), 14, 0).toString(), 'mapping shared');
	t.is(own.read(0, 8).toString(), 'ownping ');
});

test('a load past the end of the file is SIGBUS at that byte, and the process lives on', (t) => {
	const path = file(t);
	const mapping = map(t, path);
	truncateSync(path, 100);

	t.deepEqual(mapping.read(50, 100), Buffer.concat([content.subarray(50, 100), Buffer.alloc(50)]));
	for (let round = 0; round < 3; round++) {
		const error = t.throws(() => mapping.read(page - 2, 4)) as MappingFault;
		t.is(error.message, 'SIGBUS: bus error, load at byte 4096 of the mapping');
		t.deepEqual({...error}, {errno: -14, code: 'SIGBUS', syscall: 'load', offset: 4096n});
	}
	t.throws(() => mapping.write(page, Buffer.from('x')), {code: 'SIGBUS'});
});

test('a store to what is read-only is SIGSEGV, and the process lives on', (t) => {
	const mapping = map(t, file(t), {protection: c.PROT_READ});

	const error = t.throws(() => mapping.write(7, Buffer.from('x'))) as MappingFault;
	t.deepEqual({...error}, {errno: -14, code: 'SIGSEGV', syscall: 'store', offset: 7n});
});

test('a SIGBUS that no copy of ours caused kills the process as ever', (t) => {
	const script = `import('./src/native.ts').then(({loadNative, constants: c}) => {
		const {Mapping, openat} = loadNative();
		const fd = openat(c.AT_FDCWD, ${JSON.stringify(file(t))}, 0, 0);
		new Mapping({fd, length: 4096, protection: 1, flags: 1, offset: 0}).read(0, 1);
		process.kill(process.pid, 'SIGBUS');
	})`;
	const run = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
		cwd: join(import.meta.dirname, '../..'),
	});

	// A sanitizer's own handler exits instead.
	if (process.env.LD_PRELOAD?.includes('asan')) t.not(run.status, 0);
	else t.is(run.signal, 'SIGBUS');
});

test('ranges outside of the mapping are refused', (t) => {
	const mapping = map(t, file(t));
	for (const [offset, length] of [
		[0, 2 * page + 1],
		[2 * page, 1],
		[2n ** 64n - 1n, 2],
	] as const) {
		t.throws(() => mapping.read(offset, length), {
			instanceOf: RangeError,
			message: /^Expected offset and length within/,
		});
		t.throws(() => mapping.mincore(offset, length), {instanceOf: RangeError});
	}
	t.throws(() => mapping.write(2 * page - 1, Buffer.from('xx')), {instanceOf: RangeError});
});

test('mmap fails as the kernel says', (t) => {
	const path = file(t);
	fails(t, 'EINVAL', () => map(t, path, {offset: 1}));
	fails(t, 'EINVAL', () => map(t, path, {length: 0}));
	fails(t, 'EACCES', () => map(t, path, {fd: open(t, path, c.O_RDONLY)}));
	t.throws(() => map(t, path, {flags: c.MAP_SHARED | 0x10}), {
		instanceOf: TypeError,
		message: /without MAP_FIXED/,
	});
});

test('mprotect, madvise and msync do as they are told or fail', (t) => {
	const path = file(t);
	const mapping = map(t, path, {fd: open(t, path, c.O_RDONLY), protection: c.PROT_READ});

	fails(t, 'EACCES', () => mapping.mprotect(0, page, c.PROT_READ | c.PROT_WRITE));
	mapping.mprotect(0, page, c.PROT_NONE);
	t.throws(() => mapping.read(0, 1), {code: 'SIGSEGV'});
	mapping.mprotect(0, page, c.PROT_READ);
	t.is(mapping.read(0, 1).toString(), 'm');
	mapping.madvise(0, page, c.MADV_WILLNEED);
	fails(t, 'EINVAL', () => mapping.madvise(1, page, c.MADV_WILLNEED));
	fails(t, 'EINVAL', () => mapping.msync(0, page, 1 << 20));
});

test('mincore has a byte for each page', (t) => {
	const mapping = map(t, file(t));
	mapping.read(0, 2 * page);

	t.deepEqual([...mapping.mincore(0, page + 1)], [1, 1]);
	t.is(mapping.mincore(page, page).length, 1);
	fails(t, 'EINVAL', () => mapping.mincore(1, page));
});

test('a closed mapping is refused, and closing twice is nothing', (t) => {
	const mapping = map(t, file(t));
	mapping.close();
	mapping.close();
	mapping[Symbol.dispose]();

	t.is(mapping.length, 0);
	for (const use of [
		() => mapping.read(0, 0),
		() => mapping.write(0, Buffer.alloc(0)),
		() => mapping.mincore(0, 0),
		() => mapping.msync(0, 0, 0),
	])
		t.throws(use, {instanceOf: TypeError, message: 'Expected an open mapping, got a closed one'});
});

test('methods refuse a stranger', (t) => {
	const {read} = map(t, file(t));

	t.throws(() => read.call({} as Mapping, 0, 1), {instanceOf: TypeError});
});
