import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {fillContent} from '../../../src/bench/fill-content.ts';
import {generateTree} from '../../../src/bench/generate-tree.ts';
import {loadShape} from '../../../src/bench/load-shape.ts';
import {UsageError} from '../../../src/errors.ts';
import {imageInfo} from '../../../src/image/image-info.ts';
import {imageObjects} from '../../../src/image/image-objects.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {findObject} from '../../../src/store/find-object.ts';
import {ObjectStore} from '../../../src/store/object-store.ts';
import {verifyStore} from '../../../src/store/verify-store.ts';

const small = loadShape('small');

test('another seed is another tree of the same statistics, the same seed the same one', (t) => {
	const image = (seed?: number) => writeImage(generateTree(small, seed));

	t.true(image(1).equals(image(1)));
	t.false(image(1).equals(image(2)));
	const [one, two] = [imageInfo(image(1)), imageInfo(image(2))];
	t.deepEqual([one.entries, one.types, one.depth], [two.entries, two.types, two.depth]);
	t.is(one.content.objects, small.distinct_backing_files);
});

test('a shape of a file is read, and what is wrong with it named', (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'shape-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const file = join(directory, 'shape.json');
	const write = (change: object) => writeFileSync(file, JSON.stringify({...small, ...change}));

	write({});
	t.deepEqual(loadShape(file), JSON.parse(readFileSync(file, 'utf8')));
	for (const [change, message] of [
		[{entries: -1}, /The shape '.*shape.json': entries: expected a count, got -1$/],
		[{types: {dir: 1, lnk: 0}}, /types\.reg: expected a count, got undefined$/],
		[{depth: {1: 'x'}}, /depth: expected counts by value, got \{"1":"x"\}$/],
		[{largest_directories: 5}, /largest_directories: expected a list, got 5$/],
		[{symlink_target_length: {}}, /symlink_target_length\.min: expected a number/],
	] as const) {
		write(change);
		t.throws(() => loadShape(file), {instanceOf: UsageError, message});
	}
	t.throws(() => loadShape('none'), {
		message: /^Expected cs9-developer, small or a file as shape, got 'none': ENOENT/,
	});
});

test('content is whole in the store, shared as the shape says, and the same each time', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'shape-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const make = async (name: string) => {
		const tree = generateTree(small, 3);
		const store = ObjectStore.open(join(directory, name), {sync: false});
		const filled = await fillContent(tree, store);
		return {image: writeImage(tree), store: store.directory, filled};
	};
	const [one, two] = [await make('one'), await make('two')];

	t.true(one.image.equals(two.image));
	const objects = imageObjects(one.image);
	t.is(objects.length, one.filled.objects);
	for (const object of objects) t.not(findObject([one.store], object), undefined);
	t.deepEqual((await verifyStore(one.store, {threads: 2})).findings, []);
});
