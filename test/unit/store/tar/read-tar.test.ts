import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../../../../src/errors.ts';
import {openArchive} from '../../../../src/store/open-archive.ts';
import {readTar, type TarEntry} from '../../../../src/store/tar/read-tar.ts';
import {entry, pax, tar} from './archive.ts';

type Read = Omit<TarEntry, 'content'> & {readonly content: Buffer};

async function readAll(chunks: AsyncIterable<Buffer>): Promise<Read[]> {
	const entries: Read[] = [];
	for await (const one of readTar('a.tar', chunks)) {
		const pieces: Buffer[] = [];
		for await (const piece of one.content) pieces.push(Buffer.from(piece));
		entries.push({...one, content: Buffer.concat(pieces)});
	}
	return entries;
}

/** In pieces of an odd size, so that no boundary is that of a block. */
async function* inPieces(bytes: Buffer, size = 777): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (...parts: Buffer[]) => readAll(inPieces(tar(...parts)));

function scratch(t: ExecutionContext): string {
	const path = mkdtempSync(join(tmpdir(), 'read-tar-'));
	t.teardown(() => rmSync(path, {recursive: true}));
	return path;
}

test('records are bytes: an xattr of any bytes, a path that is not UTF-8, times to the nanosecond', async (t) => {
	const value = Buffer.from([0, 0xff, 0x0a, 0x3d, 0x80]);
	const path = Buffer.from('na\xefve', 'latin1');
	const records = {
		'SCHILY.xattr.user.x': value,
		path,
		mtime: '-1.5000000001',
		ctime: '7.25',
		uid: '4294967294',
	};

	const [found] = await read(pax(records), entry({path: 'short', content: 'abc'}));

	t.like(found, {path, type: 'reg', uid: 4294967294, mtime: -1_500_000_001n, ctime: 7_250_000_000n, size: 3});
	t.deepEqual(found?.xattrs, [{key: Buffer.from('user.x'), value}]);
	t.deepEqual(found?.content, Buffer.from('abc'));
});

test("xattrs in bsdtar's manner are read, and raw ones win over them", async (t) => {
	const records = {
		'LIBARCHIVE.xattr.user.a%3Db': 'AAH/',
		'LIBARCHIVE.xattr.user.c': 'AAH/',
		'SCHILY.xattr.user.c': 'raw',
	};
	const [found] = await read(pax(records), entry({path: 'x'}));

	t.deepEqual(
		found?.xattrs.map(({key, value}) => [key.toString(), value.toString('hex')]),
		[
			['user.a=b', '0001ff'],
			['user.c', '726177'],
		],
	);
});

test('keys of xattrs are bytes as well, escaped or not, and what is no escape is no fault', async (t) => {
	const raw = Buffer.from(' SCHILY.xattr.user.\xef\xff=v\n', 'latin1');
	const length = raw.length + 2;
	const records = Buffer.concat([Buffer.from(String(length)), raw]);
	const [bytes] = await read(pax(records), entry({path: 'x'}));
	const [escaped] = await read(
		pax({'LIBARCHIVE.xattr.user.%FF%zz%': 'AA==', 'SCHILY.xattr.user.ä': ''}),
		entry({path: 'x'}),
	);

	t.deepEqual(
		bytes?.xattrs.map(({key}) => key),
		[Buffer.from('user.\xef\xff', 'latin1')],
	);
	t.deepEqual(
		escaped?.xattrs.map(({key}) => key),
		[Buffer.from('user.\xff%zz%', 'latin1'), Buffer.from('user.ä')],
	);
});

test('global records hold until others are said, and those of one entry only for it', async (t) => {
	const found = await read(
		pax({uid: '7', gid: '8'}, 'g'),
		pax({uid: '9'}),
		entry({path: 'a'}),
		entry({path: 'b'}),
		pax({gid: ''}, 'g'),
		entry({path: 'c', gid: 3}),
	);
	t.deepEqual(
		found.map(({uid, gid}) => [uid, gid]),
		[
			[9, 8],
			[7, 8],
			[7, 3],
		],
	);
});

test('a number too large for octal digits is in base 256, also a negative time', async (t) => {
	const big = Buffer.from('800000000000000200000000', 'hex');
	const minusTwo = Buffer.from('fffffffffffffffffffffffe', 'hex');
	const [found] = await read(
		entry({path: 'x', mtime: minusTwo, uid: Buffer.from('80000000ffffffff', 'hex')}),
	);

	t.like(found, {mtime: -2_000_000_000n, uid: 0xffffffff});
	await t.throwsAsync(() => read(entry({path: 'x', size: big})), {message: /content|cut|end/});
});

for (const [format, ...options] of [
	['pax', '--sparse-version=1.0'],
	['pax', '--sparse-version=0.1'],
	['pax', '--sparse-version=0.0'],
	['gnu'],
	['oldgnu'],
] as const)
	test(`a sparse file of many pieces as GNU tar writes it is whole again: ${format} ${options}`, async (t) => {
		const directory = scratch(t);
		const file = join(directory, 'sparse');
		writeFileSync(file, '');
		const size = 64 * 65536 + 5;
		truncateSync(file, size);
		const expected = Buffer.alloc(size);
		for (let piece = 0; piece < 60; piece++) {
			const at = piece * 65536 + 4096;
			expected.write(`piece ${piece}`, at);
			execFileSync('dd', [`of=${file}`, 'bs=1', `seek=${at}`, 'conv=notrunc', 'status=none'], {
				input: `piece ${piece}`,
			});
		}
		writeFileSync(join(directory, 'tail'), 'behind it');
		const archive = join(directory, 'a.tar');
		execFileSync('tar', [
			'-C',
			directory,
			`--format=${format}`,
			'-S',
			...options,
			'-cf',
			archive,
			'sparse',
			'tail',
		]);

		const [found, tail] = await readAll(openArchive(archive));

		t.is(found?.path.toString(), 'sparse');
		t.is(found?.size, size);
		t.true(found?.content.equals(expected));
		t.is(tail?.content.toString(), 'behind it');
	});

for (const format of ['v7', 'ustar', 'gnu', 'pax'])
	test(`names, links and types as GNU tar writes them: ${format}`, async (t) => {
		const directory = scratch(t);
		const long = `${'d'.repeat(40)}/${'f'.repeat(format === 'v7' ? 50 : 90)}`;
		mkdirSync(join(directory, 'tree', 'd'.repeat(40)), {recursive: true});
		writeFileSync(join(directory, 'tree', long), 'x');
		execFileSync('sh', [
			'-c',
			'cd "$1" && ln -s target l && touch file && ln file hard && mkdir dir',
			'sh',
			join(directory, 'tree'),
		]);
		const archive = join(directory, 'a.tar');
		execFileSync('tar', [
			'-C',
			join(directory, 'tree'),
			`--format=${format}`,
			'--sort=name',
			'-cf',
			archive,
			'.',
		]);

		const found = await readAll(openArchive(archive));

		const types = new Map(found.map(({path, type}) => [path.toString(), type]));
		t.deepEqual([types.get('./'), types.get('./dir/'), types.get('./l')], ['dir', 'dir', 'lnk']);
		t.is(types.get(`./${long}`), 'reg');
		t.like(
			found.find(({type}) => type === 'link'),
			{path: Buffer.from('./hard'), target: Buffer.from('./file')},
		);
	});

const bad = entry({path: 'x'});
bad[0] = 0x79;
for (const [what, parts, message] of [
	['a header with another checksum', [bad], /'a\.tar', byte 0: expected a header with checksum \d+, got \d+/],
	[
		'an unknown type',
		[entry({path: 'x', typeflag: 'M'})],
		/'x', byte 0: expected a known type of entry, got 'M'/,
	],
	[
		'a pax record that is too long',
		[pax(Buffer.from('99 a=b\n'))],
		/expected a pax record with its length at byte 0/,
	],
	['a pax record without value', [pax(Buffer.from('5 ab\n'))], /expected KEYWORD=VALUE/],
	['a time that is none', [pax({mtime: 'x'}), entry({path: 'x'})], /pax record mtime, got 'x'/],
	[
		'a sparse map past the end of the file',
		[pax({'GNU.sparse.size': '4', 'GNU.sparse.map': '0,5'}), entry({path: 'x', content: 'abcde'})],
		/pieces of a sparse file in order and within its 4 bytes, got 5 at 0/,
	],
	[
		'a sparse map of other bytes than are stored',
		[pax({'GNU.sparse.size': '9', 'GNU.sparse.map': '0,4'}), entry({path: 'x', content: 'abcde'})],
		/expected 4 bytes, as the sparse map says, got 5/,
	],
	['a sparse format of the future', [pax({'GNU.sparse.major': '2'}), entry({path: 'x'})], /got 2\.undefined/],
] as const)
	test(`${what} is an error that names archive, byte and rule`, async (t) => {
		await t.throwsAsync(() => read(...parts), {instanceOf: UsageError, message});
	});

test('an archive cut anywhere is an error, never a shorter one', async (t) => {
	const whole = tar(entry({path: 'a', content: 'x'.repeat(600)}), entry({path: 'b', content: 'y'}));
	const end = whole.length - 1024;
	for (let length = 0; length <= end; length += 256)
		await t.throwsAsync(
			() => readAll(inPieces(whole.subarray(0, length))),
			{instanceOf: UsageError},
			`${length}`,
		);
	t.is((await readAll(inPieces(whole.subarray(0, end + 512)))).length, 2);
});
