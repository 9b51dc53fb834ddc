import test from 'ava';
import {claims, contestantTitles} from '../../../src/compare/claims.ts';
import {contestantNames, type Evidence, notMeasured} from '../../../src/compare/evidence.ts';
import {tableColumns, textTable, wrap} from '../../../src/compare/tables.ts';
import {judged} from './_judged.ts';

/** As wide as anybody says. */
const evidence = claims.flatMap(({rows}) =>
	rows.flatMap(({id, unit}) =>
		contestantNames.map(
			(contestant): Evidence => ({row: id, contestant, value: unit === '' ? notMeasured : 12_345.67}),
		),
	),
);
const wide = judged(evidence);

for (const columns of [80, 100, 120])
	test(`every line fits into ${columns} columns, and every column is in each claim's tables once`, (t) => {
		const lines = textTable(wide, columns).split('\n');
		for (const line of lines) t.true(line.length <= columns, line);
		const heads = lines.filter((line) => line.includes('squashfs'));
		t.is(heads.length, claims.length);
		t.is(lines.filter((line) => / to all\b/.test(line)).length, claims.length);
	});

test('one table is enough for 120 columns, with each name of a contestant in its head', (t) => {
	const text = textTable(wide, 120);
	for (const title of Object.values(contestantTitles))
		for (const word of title.split(' ')) t.true(text.includes(word), title);
	for (const line of text.split('\n'))
		if (line.includes('composefs ')) t.regex(line, /squashfs.*to all.*to erofs-/);
});

test('a unit that all rows of a claim have is told once', (t) => {
	const text = textTable(wide, 120);
	t.is(text.match(/\blines\b/g)?.length, 2, 'one of them is in the title of a row: log lines');
});

test('texts are wrapped between words; one that is too long stays whole', (t) => {
	t.deepEqual(wrap('ext4 on dm-verity', 9), ['ext4 on', 'dm-verity']);
	t.deepEqual(wrap('at set-up', 9), ['at set-up']);
	t.deepEqual(wrap('refused: ETXTBSY', 5), ['refused:', 'ETXTBSY']);
	t.deepEqual(wrap('', 5), ['']);
});

test('a terminal that is narrow or wide is taken for one of 80 or 120', (t) => {
	t.deepEqual([undefined, 0, 40, 100, 200].map(tableColumns), [120, 120, 80, 100, 120]);
});

test('each claim has its name, whom it cites, and the trials that count the same', (t) => {
	const text = textTable(wide, 120);
	t.regex(text, /^ {2}containers-come-and-go; D\. Chinner, quoted by A\. Goldstein, 25 January 2023; /m);
	t.regex(
		text,
		/^ {2}"until the first byte was read" is counted, too, by npm run vm:bench -- --trial mount$/m,
	);
});
