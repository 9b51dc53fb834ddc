import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';

const cli = fileURLToPath(new URL('../../../../src/cli.ts', import.meta.url));

interface Exit {
	readonly code: number | string | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

function cfsbench(...args: string[]): Promise<Exit> {
	return run(process.execPath, ['--import', 'tsx', cli, ...args]);
}

function run(command: string, args: string[]): Promise<Exit> {
	return new Promise((resolve) => {
		execFile(command, args, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : (error.code ?? undefined), stdout, stderr});
		});
	});
}

function layOut(t: ExecutionContext): {directory: string; tree: string; image: string; store: string} {
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-cli-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const tree = join(directory, 'tree');
	mkdirSync(tree);
	writeFileSync(join(tree, 'a file'), 'content');
	writeFileSync(join(tree, 'new\nline'), '');
	return {directory, tree, image: join(directory, 'image.cfs'), store: join(directory, 'objects')};
}

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
	t.is(checked.stdout, `${broken}: error: byte 4: magic: the magic is 0xc078629a, got 0x00000000\n`);
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
