import test from 'ava';
import {shrink, withoutParts} from '../../../../src/guest/random-input/shrink.ts';

const shrinkList = (list: readonly number[], fails: (list: readonly number[]) => boolean, most = 1000) =>
	shrink(list, withoutParts, async (one) => (fails(one) ? `of ${one.join(' ')}` : undefined), most);

test('what is not needed to fail goes', async (t) => {
	const list = Array.from({length: 50}, (_, index) => index);
	const {value, reason} = await shrinkList(list, (one) => one.includes(7) && one.includes(33));
	t.deepEqual(value, [7, 33]);
	t.is(reason, 'of 7 33');
});

test('what can not be smaller stays as it is', async (t) => {
	const {value, reason} = await shrinkList([1, 2], (one) => one.length === 2);
	t.deepEqual(value, [1, 2]);
	t.is(reason, undefined);
});

test('no more is tried than allowed', async (t) => {
	const {tried} = await shrinkList(
		Array.from({length: 50}, () => 1),
		() => false,
		5,
	);
	t.is(tried, 5);
});

test('parts are left out from halves down to single elements', (t) => {
	t.deepEqual(
		[...withoutParts([1, 2, 3, 4])],
		[
			[3, 4],
			[1, 2],
			[2, 3, 4],
			[1, 3, 4],
			[1, 2, 4],
			[1, 2, 3],
		],
	);
	t.deepEqual([...withoutParts([1])], []);
});
