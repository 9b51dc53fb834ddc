import test from 'ava';
import {cutAtBlocks, differences} from '../../../../src/compare/guest/patch.ts';

const text = (words: string) => Buffer.from(words);

test('what differs is given in runs, from the first byte to the last', (t) => {
	t.deepEqual(differences(text('abcdefgh'), text('Abc__fgH')), [
		{offset: 0, bytes: text('A')},
		{offset: 3, bytes: text('__')},
		{offset: 7, bytes: text('H')},
	]);
	t.deepEqual(differences(text('same'), text('same')), []);
});

test('what is before the offset is left out, also of a run across it', (t) => {
	t.deepEqual(differences(text('abcdef'), text('ABCDef'), 2), [{offset: 2, bytes: text('CD')}]);
});

test('files of different lengths are refused', (t) => {
	t.throws(() => differences(text('ab'), text('abc')), {
		instanceOf: RangeError,
		message: 'Expected 2 bytes, got 3',
	});
});

test('bytes across the end of a block are cut there, and nothing of them is lost', (t) => {
	const bytes = Buffer.from(Array.from({length: 5000}, (_, index) => index % 251));
	const cut = cutAtBlocks([
		{offset: 4090, bytes},
		{offset: 8192, bytes: text('x')},
	]);
	t.deepEqual(
		cut.map(({offset, bytes: {length}}) => [offset, length]),
		[
			[4090, 6],
			[4096, 4096],
			[8192, 898],
			[8192, 1],
		],
	);
	t.true(Buffer.concat(cut.slice(0, 3).map((one) => one.bytes)).equals(bytes));
});
