import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {cfsbench, cli, layOut, run} from '../_cfsbench.ts';

test('a tree is packed, listed, checked and named by its digest', async (t) => {
	const {tree, image, store} = layOut(t);

	const created = await cfsbench('image', 'create', tree, image, '--store', store);
	t.is(created.code, 0, created.stderr);
	t.regex(
		created.stdout,
		/image\.cfs: 3 entries, \d+ bytes; 7 bytes of content\n.*objects: 1 new objects\ndigest: [0-9a-f]{64}\n$/,
	);
	t.is(readdirSync(store).length, 1);

	const listed = await cfsbench('image', 'ls', image);
	t.deepEqual(
		listed.stdout.split('\n').map((line) => line.replace(/^.*Z /, '')),
		['/', '/a file', '/new\\x0aline', ''],
	);
	const json = await cfsbench('image', 'ls', '--json', image);
	t.deepEqual(
		json.stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line).path),
		['/', '/a file', '/new\\x0aline'],
	);
	const checked = await cfsbench('image', 'check', image);
	t.deepEqual(checked, {code: 0, stdout: `${image}: good\n`, stderr: ''});
	const digest = await cfsbench('image', 'digest', image);
	t.is(`digest: ${digest.stdout}`, created.stdout.slice(created.stdout.indexOf('digest: ')));
});

test('a broken image is exit 1 with the rule, and so is one with findings', async (t) => {
	const {directory} = layOut(t);
	const broken = join(directory, 'broken.cfs');
	writeFileSync(broken, Buffer.alloc(300));

	const listed = await cfsbench('image', 'ls', broken);
	t.is(listed.code, 1);
	t.is(listed.stderr, 'cfsbench: broken image: byte 4: magic: the magic is 0xc078629a, got 0x00000000\n');
	const checked = await cfsbench('image', 'check', broken);
	t.is(checked.code, 1);
	t.is(
		checked.stdout,
		[
			`${broken}: error: byte 4: magic: the magic is 0xc078629a, got 0x00000000`,
			`${broken}: error: byte 0: version: the version is 1, got 0`,
			`${broken}: error: byte 8: vdata-offset: vdata_offset is a multiple of 4, greater than 128 and not past the end of the file, got 0`,
			`${broken}: error: byte 8: inode-count: an image holds 1 to 4294967295 inodes, got -2`,
			'Remedy (magic): Is it an image of this format? Tools from version 1.0 on write EROFS images, which EROFS mounts.',
			'Remedy (version): Make it with a tool that writes version 1.',
			'Remedy (vdata-offset): It is cut, or was changed: fetch it again and compare its digest.',
			'Remedy (inode-count): No kernel may trust it: fetch it again and compare its digest, or make it again from its source.',
			'',
		].join('\n'),
	);
	const json = await cfsbench('image', 'check', '--json', broken);
	t.like(JSON.parse(json.stdout.split('\n')[1] ?? ''), {
		rule: 'version',
		offset: 0,
		value: '0',
		severity: 'error',
	});
});

test('bad input is exit 2 with one line that names it', async (t) => {
	const {tree, image, directory} = layOut(t);
	const inside = join(tree, 'objects');

	for (const [args, message] of [
		[
			['create', join(directory, 'none'), image, '--store', join(directory, 'o')],
			/^cfsbench: Expected a directory as tree, got '.*none': ENOENT.*\n$/,
		],
		[
			['create', tree, image, '--store', inside],
			/^cfsbench: Expected the object store '.*' to lie outside the tree that is packed, got one in '.*'\n$/,
		],
		[['ls', join(directory, 'none')], /^cfsbench: Expected an image, got '.*none': ENOENT.*\n$/],
		[['digest', directory], /^cfsbench: Expected a file, got '.*': it is no regular file\n$/],
		[['check', '--limit', '0', image], /Expected a whole number from 1/],
		[['create', tree, image], /required option '--store <dir>' not specified/],
	] as const) {
		const {code, stderr} = await cfsbench('image', ...args);
		t.is(code, 2, stderr);
		t.regex(stderr, message);
		t.deepEqual(
			readdirSync(tree).concat(readdirSync(directory)),
			['a file', 'new\nline', 'tree'],
			'nothing is left',
		);
	}
});

test('a reader that goes away ends a listing without complaint', async (t) => {
	const {image, tree, store} = layOut(t);
	for (let index = 0; index < 3000; index++) writeFileSync(join(tree, `${index}`), '');
	await cfsbench('image', 'create', tree, image, '--store', store);

	const {stdout, stderr} = await run('sh', [
		'-c',
		'"$0" --import tsx "$1" image ls "$2" | head -n 1',
		process.execPath,
		cli,
		image,
	]);

	t.regex(stdout, /^drwx.* \/\n$/);
	t.is(stderr, '');
});

test('what an image holds is shown entry by entry, and as a whole', async (t) => {
	const {tree, image, store} = layOut(t);
	await cfsbench('image', 'create', tree, image, '--store', store);

	const stat = await cfsbench('image', 'stat', image, '/a file', 'new\\x0aline');
	t.is(stat.code, 0, stat.stderr);
	t.regex(
		stat.stdout,
		/^ +file: \/a file\n +size: 7, 1 blocks of 512 bytes, regular file\n +inode: 2, 1 links\n +mode: 0\d{3}\/-rw.{7}\n +owner: \d+:\d+\n +mtime: \d{4}-.*Z\n +ctime: .*\nbacking file: ..\/.{62}\n +digest: .{64}\n\n +file: \/new\\x0aline\n/,
	);
	const json = JSON.parse((await cfsbench('image', 'stat', '--json', image, 'a file')).stdout);
	t.like(json, {path: '/a file', type: 'reg', size: 7});

	const info = await cfsbench('image', 'info', image);
	t.regex(
		info.stdout,
		/^digest +[0-9a-f]{64}\nimage .* bytes\n[\s\S]*entries +3, 1 deep: 1 dir, 2 reg; 0 with hard links\n/,
	);
	t.like(JSON.parse((await cfsbench('image', 'info', '--json', image)).stdout), {
		entries: 3,
		content: {files: 1, bytes: 7},
	});
	const absent = await cfsbench('image', 'stat', image, '/none');
	t.deepEqual([absent.code, absent.stderr], [2, `cfsbench: Expected a path in '${image}', got '/none'\n`]);
});

test('content is written out of a store, and damage is told', async (t) => {
	const {tree, image, store, directory} = layOut(t);
	await cfsbench('image', 'create', tree, image, '--store', store, '--no-verity');
	const cat = (...args: string[]) => cfsbench('image', 'cat', image, ...args);
	const empty = join(directory, 'empty');
	mkdirSync(empty);

	t.like(await cat('/a file', '--store', empty, '--store', store), {code: 0, stdout: 'content'});
	t.like(await cat('new\\x0aline', '--store', empty), {code: 0, stdout: ''});
	t.regex(
		(await cat('/', '--store', store)).stderr,
		/^cfsbench: Expected a regular file in '.*', got '\/' of type dir\n$/,
	);
	t.regex(
		(await cat('/a file', '--store', empty)).stderr,
		/^cfsbench: No store has '..\/.{62}', the content of '\/a file'\n$/,
	);

	const [object = ''] = (await cfsbench('image', 'objects', image)).stdout.split('\n');
	writeFileSync(join(store, object), 'Content');
	const damaged = await cat('/a file', '--store', store);
	t.is(damaged.code, 3);
	t.regex(damaged.stderr, /is damaged: expected digest [0-9a-f]{64}, got [0-9a-f]{64}\n$/);
});

test('objects are listed, and those that no store has are exit 1', async (t) => {
	const {tree, image, store, directory} = layOut(t);
	await cfsbench('image', 'create', tree, image, '--store', store);
	const other = join(directory, 'other');
	mkdirSync(other);

	const objects = await cfsbench('image', 'objects', image, image);
	t.regex(objects.stdout, /^..\/[0-9a-f]{62}\n$/);
	t.like(JSON.parse((await cfsbench('image', 'objects', '--json', image)).stdout), {size: 7});
	t.deepEqual(await cfsbench('image', 'missing-objects', image, '--store', store), {
		code: 0,
		stdout: '',
		stderr: '',
	});
	t.deepEqual(await cfsbench('store', 'missing', image, '--store', other), {
		code: 1,
		stdout: objects.stdout,
		stderr: '',
	});
});

test('what changed from one image to another is said, and is exit 1', async (t) => {
	const {tree, image, store, directory} = layOut(t);
	const after = join(directory, 'after.cfs');
	await cfsbench('image', 'create', tree, image, '--store', store, '--use-epoch');
	writeFileSync(join(tree, 'more'), '');
	await cfsbench('image', 'create', tree, after, '--store', store, '--use-epoch');

	t.deepEqual(await cfsbench('image', 'diff', image, image), {code: 0, stdout: '', stderr: ''});
	t.deepEqual(await cfsbench('image', 'diff', image, after), {code: 1, stdout: '+ reg /more\n', stderr: ''});
	const json = await cfsbench('image', 'diff', '--json', image, after);
	t.deepEqual(JSON.parse(json.stdout), {path: '/more', change: 'added', type: 'reg', fields: []});
});

test('a dump is an image again, and the digest alone can be asked for', async (t) => {
	const {tree, image, store, directory} = layOut(t);
	const again = join(directory, 'again.cfs');
	await cfsbench('image', 'create', tree, image, '--store', store, '--use-epoch');
	const dump = join(directory, 'dump');
	writeFileSync(dump, (await cfsbench('image', 'dump', image)).stdout);

	const made = await cfsbench('image', 'create', '--from-file', dump, again, '--print-digest');

	t.is(made.code, 0, made.stderr);
	t.is((await cfsbench('image', 'digest', image)).stdout, made.stdout);
	t.is((await cfsbench('image', 'create', tree, '--print-digest-only', '--use-epoch')).stdout, made.stdout);
	t.is((await cfsbench('image', 'measure-file', again)).stdout, made.stdout);
	const json = await cfsbench('image', 'create', '--json', '--no-store', tree, again, '--use-epoch');
	t.like(JSON.parse(json.stdout), {
		image: again,
		digest: made.stdout.trim(),
		entries: 3,
		contentBytes: 7,
		objectsAdded: 0,
	});
});

test('a tree of a shape is made as image, or as files that pack to the same objects', async (t) => {
	const {image, store, directory} = layOut(t);
	const tree = join(directory, 'generated');
	const again = join(directory, 'again.cfs');
	const other = join(directory, 'other');
	const shape = ['--shape', 'small', '--seed', '5', '--scale', '2'];

	const made = await cfsbench('image', 'generate', image, '--store', store, ...shape, '--json');
	t.is(made.code, 0, made.stderr);
	t.like(JSON.parse(made.stdout), {entries: 603, image});
	const files = await cfsbench('image', 'generate', tree, '--tree', '--content', ...shape);
	t.is(files.stdout, `${tree}: 603 entries\n`);
	await cfsbench('image', 'create', tree, again, '--store', other);

	const objects = (path: string) => cfsbench('image', 'objects', path).then(({stdout}) => stdout);
	t.is(await objects(again), await objects(image));
	t.is((await objects(image)).trim().split('\n').length, 400);
	const twice = await cfsbench('image', 'generate', tree, '--tree', ...shape);
	t.is(twice.code, 2);
	t.regex(
		twice.stderr,
		/^cfsbench: Expected the name of a new directory, got '.*generated', which is there\n$/,
	);
	t.is((await cfsbench('image', 'generate', tree, '--tree', '--store', store)).code, 2);
});
