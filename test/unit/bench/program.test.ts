import {readFileSync} from 'node:fs';
import test from 'ava';
import {benchLayout} from '../../../src/bench/plan.ts';
import {addProgram, readProgram} from '../../../src/bench/program.ts';
import {directory, findInode} from '../../../src/image/tree.ts';
import {readInterpreter} from '../../../src/vm/closure.ts';
import {guestPath} from '../../../src/vm/initramfs.ts';

const {path, root} = benchLayout.program;
const made = (...files: readonly (readonly [string, string])[]) => ({
	files: new Map(files.map(([name, content]) => [name, Buffer.from(content)])),
	sha256: '',
});

test('a program comes with its loader and its libraries, byte for byte', async (t) => {
	const {files, sha256} = await readProgram('ls');

	const loader = guestPath(readInterpreter('/bin/ls') ?? '').slice(1);
	t.deepEqual(files.get(path), readFileSync('/bin/ls'));
	t.deepEqual(files.get(loader), readFileSync(`/${loader}`));
	t.true([...files.keys()].some((name) => /\/libc\.so/.test(name)));
	t.true(files.size >= 4, [...files.keys()].join());
	t.regex(sha256, /^[0-9a-f]{64}$/);
	t.is((await readProgram('ls')).sha256, sha256);
	t.not((await readProgram('sh')).sha256, sha256);
	await t.throwsAsync(readProgram('no-such-program'), {message: /no-such-program is needed/});
});

test('a program is a root of its own in the tree, with files that may be executed', (t) => {
	const tree = directory({file: directory()});
	const contents = addProgram(
		tree,
		made([path, 'program'], ['usr/lib64/ld.so', 'loader'], ['usr/lib64/c', '']),
	);

	t.deepEqual(
		[...contents.keys()],
		[path, 'usr/lib64/ld.so', 'usr/lib64/c'].map((name) => `${root}/${name}`),
	);
	for (const [name, content] of contents) {
		const inode = findInode(tree, name);
		if (inode?.type !== 'reg') return t.fail(name);
		t.is(inode.permissions, 0o755);
		t.is(inode.size, BigInt(content.length));
		t.regex(String(inode.backing), /^[0-9a-f]{2}\/[0-9a-f]{62}$/);
	}
	const link = findInode(tree, `${root}/lib64`);
	t.is(link?.type === 'lnk' && link.target.toString(), 'usr/lib64');
	t.is(tree.entries.length, 2);
});

test('files of one content have one object', (t) => {
	const tree = directory();
	addProgram(tree, made(['a', 'same'], ['b/c', 'same'], ['d', 'other']));

	const backing = (name: string) => {
		const inode = findInode(tree, `${root}/${name}`);
		return inode?.type === 'reg' ? inode.backing?.toString() : undefined;
	};
	t.is(backing('a'), backing('b/c'));
	t.not(backing('a'), backing('d'));
});
