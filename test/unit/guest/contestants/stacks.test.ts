import test from 'ava';
import {splitTree} from '../../../../src/guest/contestants/stacks.ts';
import {type Directory, directory, regularFile} from '../../../../src/image/tree.ts';

const names = ({entries}: Directory) => entries.map(({name}) => name.toString());

test('two layers have all entries between them, directories of the root in both, hard links in one', (t) => {
	const linked = regularFile();
	const below = directory({one: regularFile(), two: regularFile(), three: linked, deep: directory()});
	const tree = directory({a: regularFile(), b: regularFile(), c: linked, dir: below}, {uid: 7});

	const [upper, lower] = splitTree(tree);
	t.deepEqual(
		[names(upper), names(lower)],
		[
			['a', 'dir'],
			['b', 'c', 'dir'],
		],
	);
	const dirs = [upper, lower].map(({entries}) => entries.find(({name}) => name.toString() === 'dir')?.inode);
	t.deepEqual(
		dirs.map((dir) => names(dir as Directory)),
		[['one'], ['two', 'three', 'deep']],
	);
	t.deepEqual([upper.uid, lower.uid], [7, 7]);
});
