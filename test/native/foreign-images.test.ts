/**
 * Images that another tool wrote, with listings by a third one, and the object store of one: not part of the project, and
 * notrun where they are absent. test/unit/image/foreign-images.test.ts has what our own reader makes of them.
 */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import test from 'ava';
import {checkImage} from '../../src/image/check.ts';
import {type ListingEntry, listImage} from '../../src/image/listing.ts';
import {writeImage} from '../../src/image/writer.ts';
import {fsverityDigest} from '../../src/native.ts';
import {treeOfListing} from '../unit/image/tree-of-listing.ts';
import {asDriverShows, listByDriver} from './driver-listing.ts';
import {native} from './support.ts';

const data = new URL('../../../shared/data/', import.meta.url);
const foreign = existsSync(data) ? test : test.skip;
const why = existsSync(data) ? '' : ' (notrun: ../shared/data is absent)';

const listings = {
	'kitchen-sink': 'kitchen-sink.expected.jsonl.gz',
	'kitchen-sink-paths': 'kitchen-sink-paths.expected.jsonl.gz',
	hardlink: 'hardlink.expected.jsonl',
} as const;

function readData(name: string): Buffer {
	const bytes = readFileSync(new URL(name, data));
	return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function readListing(name: string): ListingEntry[] {
	return readData(name)
		.toString()
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as ListingEntry);
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** By place, because a difference of thousands of entries is not to be read. */
function* pairs<T>(
	listed: readonly T[],
	expected: readonly T[],
): Generator<readonly [T | undefined, T | undefined]> {
	for (let index = 0; index < Math.max(listed.length, expected.length); index++)
		yield [listed[index], expected[index]];
}

for (const [name, listing] of Object.entries(listings)) {
	foreign(`${name}.cfs lists as expected by the driver's reader${why}`, (t) => {
		const expected = readListing(listing).map(asDriverShows);

		const listed = plain([...listByDriver(readData(`${name}.cfs`), 4096)]);

		for (const [entry, other] of pairs(listed, expected)) t.deepEqual(entry, other);
	});

	foreign(`our image of the tree that ${listing} tells of equals ${name}.cfs in every field${why}`, (t) => {
		const expected = readListing(listing);

		const image = writeImage(treeOfListing(expected));

		t.deepEqual(checkImage(image), []);
		// Which index an inode has is the writer's choice, a tail behind an xattr block the other tool's quirk.
		const fields = ({ino: _ino, xattr_trailing_bytes: _tail, ...rest}: ListingEntry) => rest;
		for (const [entry, other] of pairs(plain([...listImage(image)]), expected))
			t.deepEqual(entry && fields(entry), other && fields(other));
		const names = expected.map(({ino}) => ino);
		t.is(new Set([...listImage(image)].map(({ino}) => ino)).size, new Set(names).size);
	});
}

foreign(`kitchen-sink.cfs and its store have the digests that were recorded${why}`, async (t) => {
	const recorded = {
		'kitchen-sink.cfs': '6451ea34bafbe934984e012180d4301c8bac922f576798780f3606556e1a1e24',
		'kitchen-sink-epoch.cfs': 'b542ef7d8e99aad3d102a03f123f97c4cd0c197dd1326fc25964264bd06d4704',
	};
	for (const [name, digest] of Object.entries(recorded))
		t.is((await fsverityDigest(readData(name))).toString('hex'), digest);

	const store = mkdtempSync(join(tmpdir(), 'cfsbench-store-'));
	t.teardown(() => rmSync(store, {recursive: true, force: true}));
	const archive = new URL('kitchen-sink-store.tar.gz', data).pathname;
	execFileSync('tar', ['-xSzf', archive, '-C', store, '--no-same-owner']);

	const files = new Map(
		readListing(listings['kitchen-sink'])
			.filter(({backing}) => backing !== undefined)
			.map((entry) => [entry.backing ?? '', entry]),
	);
	const objects = readdirSync(store, {recursive: true}).filter((path) =>
		statSync(join(store, String(path))).isFile(),
	);
	t.deepEqual(objects.map(String).sort(), [...files.keys()].sort());
	for (const [path, {size, digest}] of files) {
		t.is(statSync(join(store, path)).size, Number(size));
		const fd = openSync(join(store, path), 'r');
		t.is((await fsverityDigest(fd)).toString('hex'), digest ?? 'none is recorded', path);
		native.close(fd);
	}
});
