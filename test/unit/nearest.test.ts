import test from 'ava';
import {alternatives, didYouMean, editDistance, meantNames, nearestNames} from '../../src/nearest.ts';

test('the distance counts insertions, deletions and replacements', (t) => {
	t.is(editDistance('', 'abc'), 3);
	t.is(editDistance('abc', ''), 3);
	t.is(editDistance('cloud', 'clod'), 1);
	t.is(editDistance('kitten', 'sitting'), 3);
});

test('the nearest names come first, equals in order of name', (t) => {
	t.deepEqual(nearestNames('abx', ['zzz', 'aby', 'abc', 'ab'], 3), ['ab', 'abc', 'aby']);
	t.deepEqual(nearestNames('abx', []), []);
});

test('what is too far from a word was not meant by it', (t) => {
	t.deepEqual(meantNames('verty', ['verity', 'mount', 'names']), ['verity']);
	t.deepEqual(meantNames('something', ['verity', 'mount']), []);
	t.deepEqual(meantNames('q', ['a', 'b']), [], 'a letter is near to every other');
});

test('the last part of a name counts as much as the whole', (t) => {
	t.deepEqual(meantNames('ops', ['selftest/oops', 'verity/wrong']), ['selftest/oops']);
	t.deepEqual(meantNames('x/ops', ['selftest/oops']), [], 'a word with a slash is the whole');
});

test('what is much farther than the best is left out', (t) => {
	const events = ['composefs:lookup', 'composefs:open', 'composefs:verity'];
	t.deepEqual(meantNames('composefs:lokup', events), ['composefs:lookup']);
});

test('at most three are suggested, in words', (t) => {
	t.is(didYouMean('one', ['onf', 'ona', 'onb', 'onc'], 'none'), 'Did you mean ona, onb or onc?');
	t.is(didYouMean('one', ['something'], 'there is something'), 'there is something');
	t.is(alternatives(['a', 'b']), 'a or b');
	t.is(alternatives(['a']), 'a');
});
