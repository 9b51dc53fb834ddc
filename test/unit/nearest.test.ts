import test from 'ava';
import {editDistance, nearestNames} from '../../src/nearest.ts';

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
