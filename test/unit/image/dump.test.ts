import test from 'ava';
import {decodeDump} from '../../../src/image/decode-dump.ts';
import {encodeDump} from '../../../src/image/dump.ts';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {randomTree} from './random-tree.ts';

const digest = 'ab'.repeat(32);

test('every type has its fields, in the order of composefs-dump(5)', (t) => {
	const file = regularFile({size: 5, backing: 'ab/cd', digest}, {permissions: 0o4755, uid: 1, gid: 2});
	const tree = directory(
		{
			b: file,
			a: symlink('to/where', {mtime: -1n}),
			c: file,
			dev: deviceFile('blk', {major: 8, minor: 257}),
			dir: directory({}, {permissions: 0o1777}),
			empty: regularFile(),
			pipe: specialFile('fifo'),
		},
		{mtime: 1_500_000_001n, xattrs: {'user.b': '', 'user.a': 'x=y z'}},
	);

	t.is(
		[...encodeDump(tree)].join(''),
		`/ 0 40755 3 0 0 0 1.500000001 - - - user.a=x\\x3dy\\x20z user.b=
/a 8 120777 1 0 0 0 -1.999999999 to/where - -
/b 5 104755 2 1 2 0 0.000000000 ab/cd - ${digest}
/c 5 @104755 2 1 2 0 0.000000000 /b - ${digest}
/dev 0 60600 1 0 0 1050625 0.000000000 - - -
/dir 0 41777 2 0 0 0 0.000000000 - - -
/empty 0 100644 1 0 0 0 0.000000000 - - -
/pipe 0 10644 1 0 0 0 0.000000000 - - -
`,
	);
});

test('bytes that separate, that are not printable, and a lone "-" are escaped', (t) => {
	const names = ['a b', 'back\\slash', 'new\nline', 'é'];
	const tree = directory({
		'-': symlink('-'),
		...Object.fromEntries(names.map((name) => [name, symlink('x')])),
	});

	const paths = [...encodeDump(tree)].map((line) => line.split(' ')[0]);

	t.deepEqual(paths, ['/', '/-', '/a\\x20b', '/back\\x5cslash', '/new\\x0aline', '/\\xc3\\xa9']);
	t.regex([...encodeDump(tree)][1] ?? '', / \\x2d - -\n$/);
});

for (const seed of [1, 2, 3, 4, 5])
	test(`a dump read and written again is the same text, and its image holds the same: seed ${seed}`, (t) => {
		const text = [...encodeDump(randomTree(seed, 300))].join('');

		const {root, inline} = decodeDump(Buffer.from(text, 'latin1'));

		t.is([...encodeDump(root)].join(''), text);
		t.is(inline.size, 0);
		t.true(writeImage(root).equals(writeImage(decodeDump(text.split('\n')).root)));
	});
