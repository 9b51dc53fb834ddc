import test from 'ava';
import {hasAllDigests} from '../../../../src/guest/contestants/metadata.ts';
import {directory, regularFile} from '../../../../src/image/tree.ts';

test('digests are missing where one file with content has none, however deep', (t) => {
	const verified = regularFile({size: 1, backing: 'x', digest: Buffer.alloc(32, 1)});
	const bare = regularFile({size: 1, backing: 'x'});
	t.true(hasAllDigests(directory()));
	t.true(hasAllDigests(directory({empty: regularFile(), dir: directory({verified})})));
	t.false(hasAllDigests(directory({verified, dir: directory({bare})})));
});
