import {deflateSync} from 'node:zlib';
import test from 'ava';
import {objectIn, objectName, sampleTree, textOf} from '../../../../src/compare/guest/sample-tree.ts';
import {findInode} from '../../../../src/image/tree.ts';
import {fsverityDigest} from '../../../../src/store/fsverity.ts';

const {tree, contents} = sampleTree();

test('content has the digest by which the tree names it, and half of it can be compressed away', (t) => {
	for (const [path, content] of contents) {
		const digest = fsverityDigest(content).toString('hex');
		t.is(objectName(content), `${digest.slice(0, 2)}/${digest.slice(2)}`);
		t.is(objectIn(tree, path), objectName(content));
	}
	const all = Buffer.concat([...contents.values()]);
	const ratio = deflateSync(all).length / all.length;
	t.true(ratio > 0.4 && ratio < 0.7, String(ratio));
});

test('another tree has one folder of its own; one object has two names', (t) => {
	const other = sampleTree('other').tree;
	t.is(objectIn(other, 'folder-0/file-0'), objectIn(tree, 'folder-0/file-0'));
	t.not(objectIn(other, 'folder-11/file-0'), objectIn(tree, 'folder-11/file-0'));
	t.is(objectIn(tree, 'public'), objectIn(tree, 'secret'));
	t.not(objectIn(tree, 'twin'), objectIn(tree, 'secret'));
});

test('what has no content has no object', (t) => {
	t.throws(() => objectIn(tree, 'folder-0/link'), {message: 'Expected folder-0/link to have content'});
});

test('trees have their content in common, and no inode: what is changed in one is as it was in the other', (t) => {
	const [one, other] = [sampleTree(), sampleTree()];
	for (const [path, content] of one.contents) t.is(other.contents.get(path), content, path);
	const [before, changed] = [findInode(other.tree, 'secret'), findInode(one.tree, 'secret')];
	t.deepEqual(changed, before);
	t.not(changed, before);
	if (changed !== undefined) changed.permissions = 0o777;
	t.is(before?.permissions, 0o600);
});

test('content of the same name and another size is other content', (t) => {
	t.is(textOf('name', 100), textOf('name', 100));
	t.is(textOf('name', 99).length, 99);
	t.not(textOf('other', 100).toString(), textOf('name', 100).toString());
});
