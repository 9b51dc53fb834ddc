import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmdirSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {removeTree} from '../../../src/guest/remove-tree.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cfsbench-remove-'));
test.after.always(() => rmdirSync(scratch));

test.serial('removes files, links and directories with names of any bytes', (t) => {
	const tree = join(scratch, 'tree');
	mkdirSync(join(tree, 'a/b'), {recursive: true});
	writeFileSync(Buffer.concat([Buffer.from(`${tree}/a/`), Buffer.from([0xff, 0x0a])]), 'x');
	symlinkSync('/usr', join(tree, 'a/b/link'));
	mkdirSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0xfe])]));

	removeTree(tree);

	t.deepEqual(readdirSync(scratch), []);
	t.true(existsSync('/usr'));
});

test.serial('removes a tree deeper than any path', (t) => {
	const tree = join(scratch, 'deep');
	const start = process.cwd();
	mkdirSync(tree);
	process.chdir(tree);
	try {
		for (let depth = 0; depth < 30; depth += 1) {
			mkdirSync('d'.repeat(200));
			process.chdir('d'.repeat(200));
		}
	} finally {
		process.chdir(start);
	}

	removeTree(tree);

	t.deepEqual(readdirSync(scratch), []);
});

test.serial('what is not there needs no removing', (t) => {
	t.notThrows(() => removeTree(join(scratch, 'absent')));
});
