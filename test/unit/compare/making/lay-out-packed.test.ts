import {
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {layOutPacked} from '../../../../src/compare/making/lay-out-packed.ts';
import {loadNative} from '../../../../src/native.ts';
import {fsverityDigest} from '../../../../src/store/fsverity.ts';

for (const sizes of [false, true])
	test(`files without content, ${sizes ? 'as long as they were' : 'empty'}, point to objects by path and digest`, async (t) => {
		const place = mkdtempSync(join(tmpdir(), 'cfsbench-packed-'));
		t.teardown(() => rmSync(place, {recursive: true}));
		const [tree, metadata, store] = ['tree', 'metadata', 'objects'].map((name) => join(place, name)) as [
			string,
			string,
			string,
		];
		for (const directory of [join(tree, 'd'), metadata]) mkdirSync(directory, {recursive: true});
		writeFileSync(join(tree, 'd/read-only'), 'content', {mode: 0o444});
		linkSync(join(tree, 'd/read-only'), join(tree, 'linked'));
		symlinkSync('d', join(tree, 'l'));

		await layOutPacked({tree, store, metadata, sizes, signal: new AbortController().signal});

		const path = join(metadata, 'd/read-only');
		const xattr = (name: string) => loadNative().lgetxattr(path, `user.overlay.${name}`, 256);
		const redirect = xattr('redirect').toString();
		t.is(readFileSync(join(store, redirect), 'utf8'), 'content');
		t.deepEqual(xattr('metacopy').subarray(4), fsverityDigest(Buffer.from('content')));
		const {size, mode, nlink, mtimeMs} = lstatSync(path);
		t.deepEqual([size, mode & 0o777, nlink], [sizes ? 7 : 0, 0o444, 2]);
		t.false(readFileSync(path).includes('content'));
		t.is(mtimeMs, lstatSync(join(tree, 'd/read-only')).mtimeMs);
		t.true(lstatSync(join(metadata, 'l')).isSymbolicLink());
	});
