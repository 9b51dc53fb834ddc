import test from 'ava';
import {seededRandom} from '../../../src/guest/random.ts';

test('the same seed gives the same numbers, another seed others', (t) => {
	const draw = (seed: string) => {
		const random = seededRandom(seed);
		return [
			random.integer(2 ** 32),
			random.integer(10),
			random.bytes(8).toString('hex'),
			random.pick(['a', 'b', 'c']),
		];
	};

	t.deepEqual(draw('run:case'), draw('run:case'));
	t.notDeepEqual(draw('run:case'), draw('run:casf'));
});

test('numbers stay below their limit and reach all of it', (t) => {
	const random = seededRandom('x');
	const seen = new Set(Array.from({length: 1_000}, () => random.integer(7)));

	t.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
});

test('refuses a limit that is none', (t) => {
	const random = seededRandom('x');
	for (const limit of [0, -1, 1.5, Number.NaN, 2 ** 33])
		t.throws(() => random.integer(limit), {instanceOf: RangeError});
});
