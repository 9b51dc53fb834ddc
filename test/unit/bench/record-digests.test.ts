import test from 'ava';
import {recordDigests} from '../../../src/bench/record-digests.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';

const madeUp = 'ab'.repeat(32);

test('all files of an object get the digest of its content, the others keep theirs', (t) => {
	const file = (backing: string) => regularFile({size: 3, backing, digest: madeUp});
	const [named, other, untouched] = [file('o/1'), file('o/1'), file('o/2')];
	const tree = directory({d: directory({named}), other, untouched, empty: regularFile({size: 0})});
	recordDigests(tree, [['d/named', Buffer.from('abc')]]);
	const digest = fsverityDigest(Buffer.from('abc'));
	t.deepEqual(named.digest, digest);
	t.deepEqual(other.digest, digest);
	t.is(untouched.digest?.toString('hex'), madeUp);
});

test('a path that is no file with content is named', (t) => {
	const tree = directory({empty: regularFile({size: 0})});
	for (const path of ['empty', 'absent'])
		t.throws(() => recordDigests(tree, [[path, Buffer.alloc(0)]]), {
			message: `Expected a file with content, '${path}' is none`,
		});
});
