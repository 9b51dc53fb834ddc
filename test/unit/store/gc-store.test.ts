import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {checkImage} from '../../../src/image/check.ts';
import {imageObjects} from '../../../src/image/image-objects.ts';
import {createImage} from '../../../src/store/create-image.ts';
import {findObject} from '../../../src/store/find-object.ts';
import {gcStore} from '../../../src/store/gc-store.ts';
import {Jobs} from '../../../src/store/jobs.ts';
import {listStore} from '../../../src/store/list-store.ts';
import {repairStore} from '../../../src/store/repair-store.ts';
import {verifyStore} from '../../../src/store/verify-store.ts';
import {temporaryDirectory} from './sample-tree.ts';

const killAt = new URL('kill-at.ts', import.meta.url).href;
const packLoop = fileURLToPath(new URL('pack-loop.ts', import.meta.url));

/** A tree with small files and some that are digested on other threads; `seed` makes part of it its own. */
function makeTree(directory: string, name: string, seed: number): string {
	const tree = join(directory, name);
	mkdirSync(tree);
	for (let index = 0; index < 120; index++) {
		const own = index % 10 === 0 ? seed : 0;
		writeFileSync(join(tree, `small-${index}`), `${index} of ${own}`);
	}
	for (let index = 0; index < 12; index++)
		writeFileSync(join(tree, `large-${index}`), Buffer.alloc(150_000 + 1000 * index, index === 0 ? seed : 7));
	return tree;
}

function startPacking(tree: string, image: string, store: string, threads = 4): ChildProcess {
	return spawn(process.execPath, ['--import', 'tsx', packLoop, tree, image, store, String(threads)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
}

async function faultsOf(store: string) {
	return (await verifyStore(store, {threads: 2})).findings.filter(({fault}) => fault !== 'temporary');
}

function missingOf(image: string, store: string) {
	return imageObjects(readFileSync(image)).filter((object) => findObject([store], object) === undefined);
}

test('what no image names goes, what one names stays, and a dry run only tells', async (t) => {
	const directory = temporaryDirectory(t);
	const store = join(directory, 'objects');
	const images = [1, 2].map((seed) => join(directory, `${seed}.cfs`));
	for (const [index, image] of images.entries())
		await createImage({
			source: {kind: 'directory', path: makeTree(directory, `tree-${index}`, index + 1)},
			image,
			store,
		});
	writeFileSync(join(store, '.tmp-killed'), 'half');
	const before = listStore(store).objects.length;
	const keep = () => images.slice(0, 1);

	const told = await gcStore(store, {images: keep, dryRun: true});
	t.is(listStore(store).objects.length, before);
	const done = await gcStore(store, {images: keep});

	t.deepEqual(done, told);
	t.is(done.removed.length, 13);
	t.is(done.kept + done.removed.length, before);
	t.deepEqual(done.temporaries, ['.tmp-killed']);
	t.deepEqual([missingOf(images[0] ?? '', store).length, missingOf(images[1] ?? '', store).length], [0, 13]);
	t.deepEqual((await verifyStore(store, {threads: 2})).findings, []);
});

test('a root that is broken, absent or not named at all removes nothing', async (t) => {
	const directory = temporaryDirectory(t);
	const store = join(directory, 'objects');
	const image = join(directory, 'image.cfs');
	await createImage({source: {kind: 'directory', path: makeTree(directory, 'tree', 1)}, image, store});
	const before = listStore(store).objects.length;
	const broken = join(directory, 'broken.cfs');
	writeFileSync(broken, readFileSync(image).subarray(0, 2000));

	for (const [images, instanceOf] of [
		[[broken], InfraError],
		[[join(directory, 'none')], InfraError],
		[[], UsageError],
	] as const)
		await t.throwsAsync(() => gcStore(store, {images: () => images}), {instanceOf});
	t.is(listStore(store).objects.length, before);
});

test('many writers fill one store with whole objects, each once', async (t) => {
	const directory = temporaryDirectory(t);
	const store = join(directory, 'objects');
	const tree = makeTree(directory, 'tree', 1);
	const images = [1, 2, 3, 4].map((index) => join(directory, `${index}.cfs`));

	const ended = images.map((image) => once(startPacking(tree, image, store), 'exit'));
	t.deepEqual(
		await Promise.all(ended),
		images.map(() => [0, null]),
	);

	for (const image of images) t.true(readFileSync(image).equals(readFileSync(images[0] ?? '')));
	t.deepEqual((await verifyStore(store, {threads: 2})).findings, []);
	t.deepEqual(missingOf(images[0] ?? '', store), []);
});

test('a writer that is killed at any point leaves no object that is wrong, and no image that is not whole', async (t) => {
	const directory = temporaryDirectory(t);
	const store = join(directory, 'objects');
	const tree = makeTree(directory, 'tree', 1);
	const image = join(directory, 'image.cfs');
	mkdirSync(store);
	let killed = 0;
	for (let round = 0; round < 12; round++) {
		rmSync(image, {force: true});
		const packing = startPacking(tree, image, store, 1 + (round % 2) * 3);
		// From where it has started to work, to somewhere behind.
		const waiting = setTimeout(10_000, undefined, {ref: false});
		const working = async () => {
			while (readdirSync(store).length === 0 && packing.exitCode === null) await setTimeout(1);
		};
		await Promise.race([working(), waiting]);
		await setTimeout(round * 3);
		packing.kill('SIGKILL');
		const [code] = packing.exitCode === null ? await once(packing, 'exit') : [packing.exitCode];
		if (code === null) killed++;

		t.deepEqual(await faultsOf(store), [], `round ${round}`);
		if (existsSync(image)) {
			t.deepEqual(checkImage(readFileSync(image)), []);
			t.deepEqual(missingOf(image, store), []);
		}
		if (round % 4 === 3) rmSync(store, {recursive: true});
		mkdirSync(store, {recursive: true});
	}
	t.true(killed > 0, 'no round was early enough to kill anything');

	await createImage({source: {kind: 'directory', path: tree}, image, store});
	await gcStore(store, {images: () => [image]});
	t.deepEqual((await verifyStore(store, {threads: 2})).findings, []);
	t.deepEqual(missingOf(image, store), []);
});

test('a collector among writers takes nothing that an image of theirs needs', async (t) => {
	const directory = temporaryDirectory(t);
	const store = join(directory, 'objects');
	const images = join(directory, 'images');
	mkdirSync(images);
	const kept = join(images, 'kept.cfs');
	await createImage({
		source: {kind: 'directory', path: makeTree(directory, 'tree-0', 9)},
		image: kept,
		store,
	});
	const trees = [1, 2, 3].map((seed) => makeTree(directory, `tree-${seed}`, seed));
	const roots = () =>
		readdirSync(images)
			.filter((name) => !name.startsWith('.tmp-'))
			.map((name) => join(images, name));

	let [writing, collected] = [true, 0];
	const writers = Promise.all(
		trees.map((tree, index) => once(startPacking(tree, join(images, `${index}.cfs`), store), 'exit')),
	).finally(() => {
		writing = false;
	});
	while (writing) {
		await gcStore(store, {images: roots});
		collected++;
		await setTimeout(5);
	}

	t.deepEqual(
		await writers,
		trees.map(() => [0, null]),
	);
	t.true(collected > 0);
	t.is(roots().length, 4);
	for (const image of roots()) t.deepEqual(missingOf(image, store), [], image);
});

test('a writer that is killed at each single change of the filesystem leaves what a collector and a repair make good', async (t) => {
	const directory = temporaryDirectory(t);
	const tree = join(directory, 'tree');
	mkdirSync(tree);
	// One of one chunk, one of several with a hole, one twice, one that is copied by clone where that works.
	writeFileSync(join(tree, 'small'), 'small');
	writeFileSync(join(tree, 'same'), 'small');
	const long = Buffer.concat([Buffer.alloc(1 << 20, 1), Buffer.alloc(1 << 20), Buffer.alloc(5, 2)]);
	writeFileSync(join(tree, 'long'), long);
	const pack = (name: string, env: NodeJS.ProcessEnv) => {
		const image = join(directory, `${name}.cfs`);
		const store = join(directory, name);
		const args = ['--import', 'tsx', '--import', killAt, packLoop, tree, image, store, '4'];
		const child = spawn(process.execPath, args, {
			env: {...process.env, ...env},
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let output = '';
		child.stdout.on('data', (data) => {
			output += data;
		});
		return once(child, 'close').then(([code, signal]) => ({image, store, code, signal, output}));
	};
	const whole = await pack('whole', {});
	t.is(whole.code, 0);
	const calls = Number(whole.output.trim().split('\n').at(-1));
	t.true(calls > 15, `${calls} calls`);

	const places = Array.from({length: calls}, (_, at) =>
		['before', 'after'].map((when) => ({at, when})),
	).flat();
	await using jobs = new Jobs(2);
	for (const {at, when} of places)
		await jobs.add(async () => {
			const where = `${when} ${at}`;
			const {image, store, signal} = await pack(where, {KILL_AT: String(at), KILL_WHEN: when});
			t.is(signal, 'SIGKILL', where);
			if (!existsSync(store)) return;
			t.deepEqual(await faultsOf(store), [], where);
			if (existsSync(image)) {
				t.true(readFileSync(image).equals(readFileSync(whole.image)), where);
				t.deepEqual(missingOf(image, store), [], where);
			}
			await gcStore(store, {images: () => [whole.image]});
			t.deepEqual((await verifyStore(store, {threads: 1})).findings, [], where);
			await repairStore(store, {threads: 1, images: [whole.image], from: [tree]});
			t.deepEqual(missingOf(whole.image, store), [], where);
			t.deepEqual((await verifyStore(store, {threads: 1})).findings, [], where);
		});
	await jobs.done();
});
