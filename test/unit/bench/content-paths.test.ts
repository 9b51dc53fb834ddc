import test from 'ava';
import {
	contentListNames,
	distinctContents,
	drawContentPaths,
	hasContent,
} from '../../../src/bench/content-paths.ts';
import {seededDraw} from '../../../src/bench/draw.ts';
import {regularFile, symlink} from '../../../src/image/tree.ts';

const file = (size: number, backing: string) => ({path: backing, inode: regularFile({size, backing})});

test('files are drawn by size, of each content one', (t) => {
	const files = [
		file(65_535, 'short'),
		file(65_536, 'least'),
		file(131_071, 'most'),
		{...file(131_071, 'most'), path: 'again'},
		file(131_072, 'long'),
		file(2 ** 20, 'mebibyte'),
	];
	const drawn = drawContentPaths(files, seededDraw(1));
	t.deepEqual(Object.keys(drawn), contentListNames);
	t.is(drawn['read-64k'].length, 2);
	t.true(drawn['read-64k'].includes('least'));
	t.deepEqual(drawn['read-1m'], ['mebibyte']);
	t.deepEqual(drawn['read-16m'], []);
	t.deepEqual(drawContentPaths(files, seededDraw(1)), drawn);
});

test('what has no backing file has no content to read', (t) => {
	t.true(hasContent(regularFile({size: 5000, backing: 'a'}), 4096n, 8192n));
	t.false(hasContent(regularFile({size: 5000}), 4096n, 8192n));
	t.false(hasContent(symlink('a'), 0n, 8192n));
});

test('the first file of a content stands for all', (t) => {
	const files = [file(1, 'a'), file(1, 'b'), {...file(1, 'a'), path: 'c'}];
	t.deepEqual(
		distinctContents(files).map(({path}) => path),
		['a', 'b'],
	);
});
