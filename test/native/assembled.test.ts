/** Images assembled by hand, where rules begin and end: what the driver's reader says of them, and lists. */
import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {compareReaders} from '../../src/fuzz/agreement.ts';
import type {ListingEntry} from '../../src/image/listing.ts';
import {assemble} from '../unit/image/assemble.ts';
import {hostile} from '../unit/image/hostile.ts';
import {asDriverShows, DriverSays, listByDriver} from './driver-listing.ts';

const windows = [1, 13, 4096];
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const good = assemble('good.txt');
const edges = assemble('edges.txt', good);
const listing = readFileSync(
	new URL('../fixtures/descriptors/one-of-everything.jsonl', import.meta.url),
	'utf8',
)
	.trimEnd()
	.split('\n')
	.map((line) => JSON.parse(line) as ListingEntry);

for (const {name, bytes, rules, says, shows} of [
	...good.filter((one) => one.name === 'one-of-everything'),
	...edges,
])
	test(`${name}: ${says ?? (rules.join(', ') || 'good')}`, (t) => {
		for (const window of windows) {
			const list = () => [...listByDriver(bytes, window)];
			t.deepEqual(compareReaders(bytes, window), []);
			if (says !== undefined) t.is(t.throws(list, {instanceOf: DriverSays})?.words, says);
			// Another part of the driver refuses it, or nobody does.
			else if (rules.some((rule) => rule in hostile)) t.notThrows(list);
			else {
				const shown = listing.map((entry) => asDriverShows({...entry, ...shows[entry.path]}));
				t.deepEqual(plain(list()), plain(shown));
			}
		}
	});

/** What no image of a reasonable size shows, or only a caller that asks for what was never checked. */
const beyond: ReadonlySet<string> = new Set([
	'more than 2^32-1 inodes', // 412 GB of them
	'inode number is past the inode table',
	'range passes the end of the image',
]);

test('every rule in the words of the driver is one that an image of ours breaks', (t) => {
	const format = new URL('../../kernel/format/', import.meta.url);
	const sources = readdirSync(format).map((name) => readFileSync(new URL(name, format), 'utf8'));
	const words = sources.flatMap((source) =>
		[...source.matchAll(/cfs_broken\([^"]*("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) => JSON.parse(text)),
	);
	const said = new Set<string>();
	for (const {bytes} of [...assemble('broken.txt', good), ...edges])
		try {
			Array.from(listByDriver(bytes, 4096));
		} catch (error) {
			if (!(error instanceof DriverSays)) throw error;
			said.add(error.words);
		}

	t.true(words.length > 30);
	t.deepEqual(
		words.filter((text) => !said.has(text) && !beyond.has(text)),
		[],
	);
});
