import {existsSync, readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import test from 'ava';
import {checkImage} from '../../../src/image/check.ts';
import {listImage} from '../../../src/image/listing.ts';
import {diffManifests} from '../../../src/image/manifest-diff.ts';
import {readImage} from '../../../src/image/read.ts';
import {treeManifest} from '../../../src/image/tree-manifest.ts';
import {writeImage} from '../../../src/image/writer.ts';

/** Images that another tool wrote, with listings by a third one; not part of the project. */
const data = new URL('../../../../shared/data/', import.meta.url);
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

for (const [name, listing] of Object.entries(listings)) {
	foreign(`${name}.cfs lists as expected${why}`, (t) => {
		const expected = readData(listing).toString().trimEnd().split('\n');

		const listed = [...listImage(readData(`${name}.cfs`))];

		t.is(listed.length, expected.length);
		for (const [index, line] of expected.entries())
			t.deepEqual(JSON.parse(JSON.stringify(listed[index])), JSON.parse(line));
	});
}

for (const name of [...Object.keys(listings), 'kitchen-sink-epoch']) {
	foreign(`${name}.cfs holds the same after it was read and written by us${why}`, (t) => {
		const tree = readImage(readData(`${name}.cfs`));

		const image = writeImage(tree);

		t.deepEqual(checkImage(image), []);
		t.deepEqual(diffManifests(treeManifest(tree), treeManifest(readImage(image))), {
			differences: [],
			total: 0,
		});
	});

	foreign(`${name}.cfs breaks no rule that a reader relies on${why}`, (t) => {
		t.deepEqual(
			checkImage(readData(`${name}.cfs`)).filter(({severity}) => severity === 'error'),
			[],
		);
	});
}

foreign(`the quirks of the other tool are found: orphans, and a block with a tail${why}`, (t) => {
	const brief = (name: string) => checkImage(readData(name)).map(({rule, inode}) => `${rule} ${inode}`);

	t.deepEqual(brief('hardlink.cfs'), ['orphan 4', 'orphan 6']);
	t.deepEqual(brief('kitchen-sink.cfs'), ['block-tail 5152']);
});
