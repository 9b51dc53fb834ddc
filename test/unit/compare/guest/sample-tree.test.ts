import {deflateSync} from 'node:zlib';
import test from 'ava';
import {objectIn, sampleTree} from '../../../../src/compare/guest/sample-tree.ts';
import {fsverityDigest} from '../../../../src/store/fsverity.ts';

const {tree, contents} = sampleTree();

test('content has the digest by which the tree names it, and half of it can be compressed away', (t) => {
	for (const [path, content] of contents) {
		const digest = fsverityDigest(content).toString('hex');
		t.is(objectIn(tree, path), `${digest.slice(0, 2)}/${digest.slice(2)}`);
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
