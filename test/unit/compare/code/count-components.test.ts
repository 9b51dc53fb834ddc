import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test from 'ava';
import {addCounts, codeOf, countComponent} from '../../../../src/compare/code/count-components.ts';
import type {Component} from '../../../../src/compare/code/features.ts';

function sources(files: Readonly<Record<string, string>>) {
	const root = mkdtempSync(join(tmpdir(), 'cfsbench-code-'));
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, path)), {recursive: true});
		writeFileSync(join(root, path), content);
	}
	return {root, [Symbol.dispose]: () => rmSync(root, {recursive: true})};
}

test('a folder, files that begin alike, and one file are components', (t) => {
	using tree = sources({
		'fs/x/super.c': 'int a;\n',
		'fs/x/format/dirent.c': '/* none */\nint b;\nint c;\n',
		'fs/x/Makefile': 'obj-y += super.o\n',
		'fs/xy/super.c': 'int d;\n',
		'drivers/dm-verity.h': 'int e;\n',
		'drivers/dm-verity-target.c': 'int f;\nint g;\n',
		'drivers/dm-other.c': 'int h;\n',
	});
	const folder: Component = {prefix: 'fs/x/', files: {mounting: ['super.c']}};

	t.deepEqual(codeOf(folder, tree.root), ['format/dirent.c', 'super.c']);
	t.deepEqual(
		[...countComponent(folder, tree.root)].sort(),
		[
			['declarations', 2],
			['mounting', 1],
		],
		'a file that is not on the map counts all the same',
	);
	t.deepEqual(
		[...countComponent({prefix: 'drivers/dm-verity', files: {verity: ['*']}}, tree.root)],
		[['verity', 3]],
	);
	t.deepEqual(
		[...countComponent({prefix: 'drivers/dm-other.c', files: {device: ['*']}}, tree.root)],
		[['device', 1]],
	);
});

test('counts add up by feature', (t) => {
	const sum = addCounts([
		new Map([
			['names', 1],
			['verity', 2],
		]),
		new Map([['verity', 40]]),
	]);
	t.deepEqual(
		[...sum],
		[
			['names', 1],
			['verity', 42],
		],
	);
});
