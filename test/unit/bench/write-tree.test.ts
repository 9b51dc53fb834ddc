import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {generateTree} from '../../../src/bench/generate-tree.ts';
import {loadShape} from '../../../src/bench/load-shape.ts';
import {writeTree} from '../../../src/bench/write-tree.ts';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {directory, type Inode, regularFile, specialFile} from '../../../src/image/tree.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';
import {walkSource} from '../../../src/store/source.ts';

function scratch(t: ExecutionContext): string {
	const path = mkdtempSync(join(tmpdir(), 'write-tree-'));
	t.teardown(() => rmSync(path, {recursive: true}));
	return path;
}

/** Every inode by its path. */
function inodes(inode: Inode, path = ''): Map<string, Inode> {
	const found = new Map([[path === '' ? '/' : path, inode]]);
	if (inode.type === 'dir')
		for (const {name, inode: child} of inode.entries)
			for (const [below, one] of inodes(child, `${path}/${name}`)) found.set(below, one);
	return found;
}

test('what is made has the types, modes, times, sizes and targets of the tree, and nothing else', async (t) => {
	const tree = generateTree(loadShape('small'), 3);
	const path = join(scratch(t), 'made');
	let advanced = 0;

	const {entries} = await writeTree(tree, path, {onAdvance: (done) => (advanced = done)});

	const expected = inodes(tree);
	t.deepEqual([entries, advanced], [expected.size, expected.size]);
	for (const {path: at, type, stats, target} of walkSource(path)) {
		const inode = expected.get(at.toString());
		expected.delete(at.toString());
		t.is(inode?.type, type);
		if (inode?.type !== 'lnk') t.is(inode?.permissions, Number(stats.mode & 0o7777n));
		t.is(inode?.mtime, stats.mtimeNs);
		if (inode?.type === 'reg') t.is(stats.size, inode.size);
		if (inode?.type === 'lnk') t.deepEqual(target, inode.target);
	}
	t.is(expected.size, 0);
});

test('content is the same each time, and another for another backing path', async (t) => {
	const at = scratch(t);
	const tree = directory({
		a: regularFile({size: 5000, backing: 'ab/cd'}),
		b: regularFile({size: 5000, backing: 'ab/cd'}),
		c: regularFile({size: 5000, backing: 'ab/ce'}),
	});

	await writeTree(tree, join(at, 'made'), {content: true});
	await writeTree(tree, join(at, 'holes'));

	const digest = (name: string) => fsverityDigest(readFileSync(join(at, name))).toString('hex');
	t.is(digest('made/a'), digest('made/b'));
	t.not(digest('made/a'), digest('made/c'));
	t.is(digest('holes/a'), digest('holes/c'));
	t.is(statSync(join(at, 'holes/a')).size, 5000);
});

test('what is there is not touched, and what generated trees never have is refused', async (t) => {
	const at = scratch(t);
	await t.throwsAsync(() => writeTree(directory(), at), {
		instanceOf: UsageError,
		message: /^Expected the name of a new directory, got '.*', which is there$/,
	});
	await t.throwsAsync(() => writeTree(directory(), join(at, 'none/below')), {
		instanceOf: InfraError,
		message: /^The tree '.*below' can't be made: ENOENT/,
	});
	await t.throwsAsync(() => writeTree(directory({p: specialFile('fifo')}), join(at, 'fifo')), {
		instanceOf: TypeError,
	});
	const signal = AbortSignal.abort(new RangeError('stopped'));
	await t.throwsAsync(() => writeTree(directory(), join(at, 'never'), {signal}), {message: 'stopped'});
	t.deepEqual(readdirSync(at), []);
});

test('a tree that is interrupted is not there, nor anything of it', async (t) => {
	const at = scratch(t);
	const controller = new AbortController();
	const onAdvance = (done: number) => {
		if (done === 100) controller.abort(new RangeError('enough'));
	};

	const made = writeTree(generateTree(loadShape('small')), join(at, 'made'), {
		onAdvance,
		signal: controller.signal,
	});

	await t.throwsAsync(made, {message: 'enough'});
	t.deepEqual(readdirSync(at), []);
});
