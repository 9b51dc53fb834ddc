import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {decodeDump} from '../../../src/image/decode-dump.ts';
import {findInode} from '../../../src/image/tree.ts';

const root = '/ 4096 40755 2 0 0 0 0.0 - - -';
const decode = (...lines: string[]) => decodeDump(Buffer.from(lines.join('\n'), 'latin1'));

test('escapes of every kind are read, in hexadecimal of either case', (t) => {
	const {root: tree} = decode(root, '/a\\nb\\r\\t\\\\\\x41\\xFF 1 120777 1 0 0 0 0.0 \\x2d - -');

	const link = findInode(tree, Buffer.from('a\nb\r\t\\A\xff', 'latin1'));
	t.like(link, {type: 'lnk', target: Buffer.from('-')});
});

test('content in the text is handed out beside its file', (t) => {
	const {root: tree, inline} = decode(root, '/f 3 100644 1 0 0 0 7.5 - a\\x00b -');

	const file = findInode(tree, 'f');
	t.like(file, {type: 'reg', size: 3n, mtime: 7_000_000_005n, ctime: 7_000_000_005n});
	t.deepEqual([...inline], [[file, Buffer.from('a\0b')]] as never);
});

test('a further name is the same inode, whatever its other fields say', (t) => {
	const {root: tree} = decode(root, '/a 0 100600 1 0 0 0 1.0 - - -', '/b 9 @100777 7 7 7 7 7.0 /a - -');

	t.is(findInode(tree, 'a'), findInode(tree, 'b'));
});

const digest = 'ab'.repeat(32);
for (const [what, lines, message] of [
	['no root', [], /no root: expected a line for the path '\/', got none/],
	[
		'a root that is no directory',
		['/ 0 100644 1 0 0 0 0.0 - - -'],
		/line 1: mode: .*directory as root, got '100644'/,
	],
	['two roots', [root, root], /line 2: path: expected one root/],
	['too few fields', ['/ 0 40755'], /line 1: fields: expected at least 11.*got '3 of them'/],
	[
		'a relative path',
		[root, 'a 0 40755 2 0 0 0 0.0 - - -'],
		/line 2: path: expected an absolute path, got 'a'/,
	],
	[
		'a directory that comes later',
		[root, '/a/b 0 40755 2 0 0 0 0.0 - - -'],
		/its directory on a line before, got '\/a\/b'/,
	],
	[
		'a path twice',
		[root, '/a 0 40755 2 0 0 0 0.0 - - -', '/a 0 40755 2 0 0 0 0.0 - - -'],
		/line 3: path: expected each path once/,
	],
	[
		'a link to what is not there',
		[root, '/a 0 @100644 2 0 0 0 0.0 /b - -'],
		/payload: expected the path of a line before, got '\/b'/,
	],
	[
		'a link to a directory',
		[root, '/a 0 @40755 2 0 0 0 0.0 / - -'],
		/payload: expected anything but a directory/,
	],
	[
		'a mode in base 10',
		[root, '/a 0 100689 2 0 0 0 0.0 - - -'],
		/mode: expected a number of 32 bits in base 8, got '100689'/,
	],
	[
		'a mode without a type',
		[root, '/a 0 755 2 0 0 0 0.0 - - -'],
		/mode: expected one of the seven file types/,
	],
	[
		'an owner of 33 bits',
		[root, '/a 0 40755 2 4294967296 0 0 0.0 - - -'],
		/uid: expected a number of 32 bits/,
	],
	[
		'an owner that is none',
		[root, '/a 0 40755 2 4294967295 0 0 0.0 - - -'],
		/entry: expected what an image can hold/,
	],
	[
		'a time without nanoseconds',
		[root, '/a 0 40755 2 0 0 0 5 - - -'],
		/mtime: expected SECONDS.NANOSECONDS, got '5'/,
	],
	['an unknown escape', [root, '/\\q 0 40755 2 0 0 0 0.0 - - -'], /path: expected an escape such as/],
	['an escape cut short', [root, '/a\\x4 0 40755 2 0 0 0 0.0 - - -'], /path: expected an escape such as/],
	[
		'a short digest',
		[root, '/a 1 100644 1 0 0 0 0.0 x - abcd'],
		/digest: expected 64 hexadecimal digits, got 'abcd'/,
	],
	[
		'content of another size',
		[root, '/a 2 100644 1 0 0 0 0.0 - x -'],
		/content: expected 2 bytes, as the size says, got '1 bytes'/,
	],
	[
		'size without a backing path',
		[root, `/a 2 100644 1 0 0 0 0.0 - - ${digest}`],
		/payload: expected the backing path of 2 bytes of content/,
	],
	[
		'a backing path that escapes',
		[root, '/a 2 100644 1 0 0 0 0.0 ../x - -'],
		/line 2: entry: expected what an image can hold/,
	],
	[
		'an xattr without value',
		[root, '/a 0 100644 1 0 0 0 0.0 - - - user.a'],
		/xattr: expected KEY=VALUE, got 'user.a'/,
	],
	[
		'an xattr key that is too long',
		[root, `/a 0 100644 1 0 0 0 0.0 - - - user.${'a'.repeat(251)}=`],
		/entry: .*xattr/,
	],
] as const)
	test(`${what} is an error that names line, field, rule and value`, (t) => {
		t.throws(() => decode(...lines), {instanceOf: UsageError, message});
	});
