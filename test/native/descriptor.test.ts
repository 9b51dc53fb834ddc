import {existsSync, readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {compareReaders} from '../../src/fuzz/agreement.ts';
import {writeImage} from '../../src/image/writer.ts';
import {loadNative} from '../../src/native.ts';
import {assemble} from '../unit/image/assemble.ts';
import {hostile} from '../unit/image/hostile.ts';
import {Patch} from '../unit/image/patch.ts';
import {randomTree} from '../unit/image/random-tree.ts';
import {sample} from '../unit/image/sample.ts';

/** As small as a window can be, odd, and a page. */
const windows = [1, 7, 64, 4096];

/** Images that another tool wrote; not part of the project. */
const data = new URL('../../../shared/data/', import.meta.url);
const foreign = existsSync(data) ? test : test.skip;

test('arguments are checked', (t) => {
	const native = loadNative();
	t.throws(() => native.descriptorInode('x' as never, 0, 1), {message: /image: expected a Uint8Array/});
	t.throws(() => native.descriptorInode(sample, -1, 1), {message: /number/});
	t.throws(() => native.descriptorInode(sample, 0, 0), {instanceOf: RangeError});
	t.throws(() => native.descriptorLookup(sample, 0, Buffer.alloc(256, 1), 1), {message: /1 to 255 bytes/});
	t.deepEqual(native.descriptorInode(sample, 0xffffffff, 4096), {
		broken: 'inode number is past the inode table',
	});
});

for (const window of windows)
	test(`both readers agree on the sample, and on every way to break it: windows of ${window}`, (t) => {
		t.deepEqual(compareReaders(sample, window), []);
		for (const {title, break: breakIt} of Object.values(hostile).flat()) {
			const patch = new Patch(sample);
			breakIt(patch);
			t.deepEqual(compareReaders(patch.image, window), [], title);
		}
	});

for (const [name, window] of [
	['kitchen-sink.cfs', 4096],
	['kitchen-sink-paths.cfs', 4096],
	['hardlink.cfs', 64],
] as const)
	foreign(
		`both readers agree on ${name}${existsSync(data) ? '' : ' (notrun: ../shared/data is absent)'}`,
		(t) => {
			t.deepEqual(compareReaders(readFileSync(new URL(name, data)), window), []);
		},
	);

test('both readers agree on what was assembled by hand', (t) => {
	const good = assemble('good.txt');
	for (const {name, bytes} of [...good, ...assemble('broken.txt', good), ...assemble('neglected.txt', good)])
		for (const window of windows)
			t.deepEqual(compareReaders(bytes, window), [], `${name}, windows of ${window}`);
});

const findings = new URL('../fuzz/findings/', import.meta.url);
for (const name of readdirSync(findings).filter((file) => file.endsWith('.bin')))
	test(`both readers agree on what once broke one: ${name}`, (t) => {
		for (const window of windows)
			t.deepEqual(compareReaders(readFileSync(new URL(name, findings)), window), []);
	});

test('both readers agree on trees of any kind', (t) => {
	fc.assert(
		fc.property(
			fc.nat(),
			fc.integer({min: 1, max: 60}),
			fc.constantFrom(...windows),
			(seed, size, window) => {
				t.deepEqual(compareReaders(writeImage(randomTree(seed, size)), window), []);
			},
		),
		{numRuns: 40, seed: 1},
	);
});

const interesting = [
	0, 1, 2, 3, 4, 12, 32, 127, 128, 255, 256, 4095, 4096, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** Changes of single words and bytes, a cut, a piece that is copied elsewhere: what is shrunk is their number and places. */
const mutation = fc.oneof(
	fc.record({kind: fc.constant('word' as const), at: fc.nat(), value: fc.constantFrom(...interesting)}),
	fc.record({kind: fc.constant('byte' as const), at: fc.nat(), value: fc.integer({min: 0, max: 255})}),
	fc.record({kind: fc.constant('cut' as const), at: fc.nat(), value: fc.constant(0)}),
	fc.record({kind: fc.constant('copy' as const), at: fc.nat(), value: fc.nat()}),
);

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutate(image: Buffer, mutations: readonly Mutation[]): Buffer {
	let bytes = Buffer.from(image);
	for (const {kind, at, value} of mutations) {
		if (bytes.length < 256) break;
		const place = at % (bytes.length - 32);
		if (kind === 'word') bytes.writeUInt32LE(value, place - (place % 4));
		else if (kind === 'byte') bytes[place] = value;
		else if (kind === 'copy')
			bytes.copy(bytes, place, value % (bytes.length - 32), (value % (bytes.length - 32)) + 32);
		else if (at % 8 === 0) bytes = bytes.subarray(0, place);
	}
	return bytes;
}

test('both readers agree on what is broken anywhere', (t) => {
	const images = [sample, ...[1, 2, 3].map((seed) => writeImage(randomTree(seed, 12)))];
	const runs = Number(process.env.CFSBENCH_AGREEMENT_RUNS ?? 3000);
	fc.assert(
		fc.property(
			fc.constantFrom(...images),
			fc.array(mutation, {minLength: 1, maxLength: 4}),
			fc.constantFrom(...windows),
			(image, mutations, window) => compareReaders(mutate(image, mutations), window).length === 0,
		),
		{
			numRuns: runs,
			...(runs === 3000 && {seed: 1}),
			reporter: (details) => {
				if (!details.failed || details.counterexample === null) return;
				const [image, mutations, window] = details.counterexample;
				t.fail(JSON.stringify({mutations, window, found: compareReaders(mutate(image, mutations), window)}));
			},
		},
	);
	t.pass();
});
