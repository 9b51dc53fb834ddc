import test from 'ava';
import {type CpioEntry, cpioHeader, cpioPadding, cpioTrailer} from '../../../src/vm/cpio.ts';
import {readArchive} from './archive.ts';

function archive(entries: readonly CpioEntry[], contents: Readonly<Record<string, Buffer>> = {}): Buffer {
	const parts = entries.flatMap((entry, index) => {
		const content = contents[entry.path] ?? Buffer.alloc(0);
		return [cpioHeader(entry, index + 1), content, cpioPadding(content.length)];
	});
	return Buffer.concat([...parts, cpioTrailer()]);
}

test('every kind of entry comes back as it was written', (t) => {
	const content = Buffer.from('hello');
	const entries = readArchive(
		archive(
			[
				{type: 'directory', path: '/dev', mode: 0o755},
				{type: 'device', path: '/dev/console', mode: 0o600, major: 5, minor: 1},
				{type: 'symlink', path: '/bin', target: 'usr/bin'},
				{type: 'file', path: '/init', mode: 0o755, size: content.length},
			],
			{'/init': content},
		),
	);

	t.deepEqual([...entries.keys()], ['dev', 'dev/console', 'bin', 'init']);
	t.is(entries.get('dev')?.mode, 0o040755);
	t.is(entries.get('dev')?.links, 2);
	t.is(entries.get('dev/console')?.mode, 0o020600);
	t.deepEqual(entries.get('dev/console')?.device, [5, 1]);
	t.is(entries.get('bin')?.mode, 0o120777);
	t.is(entries.get('bin')?.content.toString(), 'usr/bin');
	t.is(entries.get('init')?.mode, 0o100755);
	t.is(entries.get('init')?.content.toString(), 'hello');
});

test('headers stay aligned for names and contents of every length', (t) => {
	for (let length = 1; length < 9; length++) {
		const path = `/${'n'.repeat(length)}`;
		const content = Buffer.alloc(length, 'c');
		const entries = readArchive(
			archive(
				[
					{type: 'file', path, mode: 0o644, size: length},
					{type: 'symlink', path: '/link', target: 't'.repeat(length)},
					{type: 'directory', path: '/after', mode: 0o755},
				],
				{[path]: content},
			),
		);
		t.is(entries.get('n'.repeat(length))?.content.toString(), content.toString());
		t.is(entries.get('link')?.content.length, length);
		t.true(entries.has('after'));
	}
});

test('names are UTF-8 and counted in bytes', (t) => {
	t.true(readArchive(archive([{type: 'directory', path: '/größe', mode: 0o755}])).has('größe'));
});

test('a file of 4 GiB does not fit and says so', (t) => {
	const entry = {type: 'file', path: '/big', mode: 0o644, size: 2 ** 32} as const;
	t.throws(() => cpioHeader(entry, 1), {
		instanceOf: RangeError,
		message: /cpio header of big, got 4294967296/,
	});
});
