import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {makeStore, treeOfStore, writeImageFile} from '../../../src/guest/store.ts';
import {readImage} from '../../../src/image/read.ts';
import {findInode} from '../../../src/image/tree.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-store-'));
test.after.always(() => rmSync(directory, {recursive: true}));

test('an image shows the files of its store at their own paths', (t) => {
	const store = makeStore(
		directory,
		{'bin/true': 'hello', 'bin/empty': '', 'etc/a/b': Buffer.from([1, 2])},
		false,
	);
	const image = writeImageFile(join(directory, 'image.cfs'), treeOfStore(store), false);

	t.is(readFileSync(join(store.path, 'bin/true'), 'utf8'), 'hello');
	const root = readImage(readFileSync(image.path));
	t.like(findInode(root, 'bin/true'), {type: 'reg', size: 5n, backing: Buffer.from('bin/true')});
	t.like(findInode(root, 'bin/empty'), {type: 'reg', size: 0n});
	t.like(findInode(root, 'etc/a'), {type: 'dir'});
});

test('records a digest, a wrong one or none, as asked', (t) => {
	const digest = Buffer.alloc(32, 7);
	const store = {path: '/s', files: new Map([['a', {size: 1, digest}]])};
	const recorded = (options: Parameters<typeof treeOfStore>[1]) => {
		const inode = findInode(treeOfStore(store, options), 'a');
		return inode?.type === 'reg' ? inode.digest : undefined;
	};

	t.deepEqual(recorded({}), digest);
	t.is(recorded({noDigest: 'a'}), undefined);
	const wrong = recorded({wrongDigest: 'a'});
	t.is(wrong?.length, 32);
	t.notDeepEqual(wrong, digest);
	t.throws(() => recorded({wrongDigest: 'b'}), {message: "Expected a file of the store, got 'b'"});
});
