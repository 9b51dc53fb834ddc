import test from 'ava';
import {filterTree} from '../../../src/image/filter-tree.ts';
import {countEntries, deviceFile, directory, findInode, regularFile} from '../../../src/image/tree.ts';

const sample = () => {
	const file = regularFile({size: 0}, {mtime: 7n, xattrs: {'user.a': '1', 'security.b': '2', user: '3'}});
	return directory(
		{
			d: directory({file, link: file, dev: deviceFile('chr', {major: 1, minor: 3})}),
			blk: deviceFile('blk', {major: 8, minor: 0}),
		},
		{mtime: -1n, xattrs: {'trusted.x': ''}},
	);
};
const keys = (root: ReturnType<typeof sample>, path: string) =>
	findInode(root, path)?.xattrs.map(({key}) => key.toString());

test('nothing is taken away that was not named', (t) => {
	const root = sample();
	filterTree(root, {});
	t.deepEqual(root, sample());
});

test('times of all inodes are 0', (t) => {
	const root = sample();
	filterTree(root, {useEpoch: true});
	t.deepEqual([root.mtime, root.ctime, findInode(root, 'd/link')?.mtime], [0n, 0n, 0n]);
});

test('no xattrs, or only those of users', (t) => {
	const [none, user] = [sample(), sample()];
	filterTree(none, {skipXattrs: true});
	filterTree(user, {userXattrs: true});
	t.deepEqual([keys(none, 'd/file'), keys(none, '')], [[], []]);
	t.deepEqual([keys(user, 'd/file'), keys(user, '')], [['user.a'], []]);
});

test('devices of both kinds are left out', (t) => {
	const root = sample();
	t.is(countEntries(root), 6);
	filterTree(root, {skipDevices: true});
	t.is(countEntries(root), 4);
	t.is(findInode(root, 'd/dev') ?? findInode(root, 'blk'), undefined);
});
