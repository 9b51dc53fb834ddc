import test from 'ava';
import {median} from '../../../src/bench/median.ts';

test('the median is the middle value, or the mean of two', (t) => {
	t.is(median([3, 1, 20]), 3);
	t.is(median([4, 1, 2, 30]), 3);
	t.is(median([]), 0);
});
