import test from 'ava';
import {addedTaint} from '../../../src/result/taint.ts';

test('taint is told by its letter, once it is new', (t) => {
	t.deepEqual(addedTaint({before: 0, after: 0}), []);
	t.deepEqual(addedTaint({before: 0, after: (1 << 7) | (1 << 9)}), ['D', 'W']);
	t.deepEqual(addedTaint({before: 1 << 9, after: (1 << 9) | (1 << 18)}), ['N']);
	t.deepEqual(addedTaint({before: 2 ** 40, after: 2 ** 40}), []);
});

test('an unsigned module from outside the tree, and what only the distribution marks, are no complaint', (t) => {
	t.deepEqual(addedTaint({before: 0, after: (1 << 12) | (1 << 13) | (1 << 16)}), []);
	t.deepEqual(addedTaint({before: 0, after: (1 << 12) | (1 << 14)}), ['L']);
});
