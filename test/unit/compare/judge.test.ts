import {existsSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {claimName, claims, decidingFile} from '../../../src/compare/claims.ts';
import {
	decodeEvidence,
	type Evidence,
	encodeEvidence,
	everyRow,
	none,
	notMeasured,
} from '../../../src/compare/evidence.ts';
import {isAhead, type JudgedRow, judgeClaims} from '../../../src/compare/judge.ts';
import {textTable} from '../../../src/compare/tables.ts';

const root = join(import.meta.dirname, '../../..');

function rowOf(
	id: string,
	values: readonly Evidence['value'][],
	names: readonly Evidence['contestant'][] = ['composefs', 'erofs+overlayfs', 'checkout'],
): JudgedRow {
	const evidence = values.map(
		(value, index): Evidence => ({row: id, contestant: names[index] ?? 'checkout', value}),
	);
	const found = judgeClaims(evidence)
		.flatMap(({rows}) => rows)
		.find(({row}) => row.id === id);
	if (found === undefined) throw new Error(`no row ${id}`);
	return found;
}

for (const [what, id, values, verdict, best] of [
	['fewer calls win', 'set-up-calls', [1, 6, 1000], 'won', ['composefs']],
	['as many are level', 'set-up-calls', [3, 3, 1000], 'level', ['composefs', 'erofs+overlayfs']],
	['more are lost', 'set-up-calls', [7, 6, 1000], 'lost', ['erofs+overlayfs']],
	[
		'a time within a tenth is no difference',
		'set-up-ms',
		[10.9, 10, 99],
		'level',
		['composefs', 'erofs+overlayfs'],
	],
	['a time beyond it is one', 'set-up-ms', [12, 10, 99], 'lost', ['erofs+overlayfs']],
	['a KiB less is less', 'shared-disk-20', [8992, 8993], 'won', ['composefs']],
	['beyond it is not', 'apart-cache-2', [3350, 3300], 'lost', ['erofs+overlayfs']],
	[
		'within a hundredth is level where a row says so',
		'apart-cache-2',
		[3316, 3300],
		'level',
		['composefs', 'erofs+overlayfs'],
	],
	['more shared pages win', 'shared-pages', [100, 50, 0], 'won', ['composefs']],
	[
		'what is refused is before what is noticed',
		'tamper-mounted',
		['refused: ETXTBSY', 'never'],
		'won',
		['composefs'],
	],
	[
		'at open is behind at set-up',
		'tamper-removed',
		['at open', 'at open', 'at set-up'],
		'lost',
		['checkout'],
	],
	[
		'a signature is before the set-up',
		'signed-image',
		['at set-up', 'by signature'],
		'lost',
		['erofs+overlayfs'],
	],
	['never is last', 'tamper-mode', ['at read', 'never', 'never'], 'won', ['composefs']],
	['yes is better than no', 'file-handles', ['yes', 'no', 'yes'], 'level', ['composefs', 'checkout']],
	['no is lost', 'file-handles', ['no', 'yes', 'no'], 'lost', ['erofs+overlayfs']],
	['what is told has no winner', 'code-names', [5, 9], 'told', []],
	['who has no such thing is compared with nobody', 'image-bytes', [9, none, 7], 'lost', ['checkout']],
	[
		'nor where it is about when',
		'tamper-removed',
		['at open', 'at open', none],
		'level',
		['composefs', 'erofs+overlayfs'],
	],
	['what was not measured is behind nothing', 'code-all', [notMeasured, 9], 'not run', ['erofs+overlayfs']],
	[
		'nothing is won over the rival that was not measured',
		'code-all',
		[7, notMeasured, 9],
		'undecided',
		['composefs'],
	],
	['nor is anybody level then', 'code-all', [9, notMeasured, 9], 'undecided', ['composefs', 'checkout']],
	['what is behind another is lost all the same', 'code-all', [9, notMeasured, 7], 'lost', ['checkout']],
	['others may be unmeasured', 'code-all', [7, 9, notMeasured], 'won', ['composefs']],
] as const)
	test(`${what}: ${verdict}`, (t) => {
		const row = rowOf(id, values);
		t.is(row.verdict, verdict);
		t.deepEqual(row.best, [...best]);
	});

test('a row whose rival ended without a value is undecided', (t) => {
	t.is(rowOf('set-up-calls', [1, 500], ['composefs', 'checkout']).verdict, 'undecided');
});

test('nobody is ahead of what was not measured', (t) => {
	t.true(isAhead(rowOf('code-all', [7, 9, notMeasured]), 'composefs'));
	t.false(isAhead(rowOf('code-all', [7, notMeasured, notMeasured]), 'composefs'));
});

test('what was not seen is not run, whatever the others showed', (t) => {
	t.is(rowOf('set-up-calls', [1], ['checkout']).verdict, 'not run');
	t.true(
		judgeClaims([]).every(({rows}) =>
			rows.every(({verdict, best}) => verdict === 'not run' && best.length === 0),
		),
	);
});

test('who can not take part is not measured in each row that says nothing else of it', (t) => {
	const absent: Evidence = {row: everyRow, contestant: 'squashfs', value: notMeasured, note: 'no mksquashfs'};
	const rows = judgeClaims([absent, {row: 'code-all', contestant: 'squashfs', value: 7}]).flatMap(
		(claim) => claim.rows,
	);
	for (const {row, values} of rows) t.is(values.squashfs?.value, row.id === 'code-all' ? 7 : notMeasured);
});

test('evidence is a line of a log, and other lines are none', (t) => {
	const evidence: Evidence = {row: 'x', contestant: 'checkout', value: 'no', note: 'a\nb'};
	t.deepEqual(decodeEvidence(encodeEvidence(evidence)), evidence);
	t.false(encodeEvidence(evidence).includes('\n'));
	t.is(decodeEvidence('3 files'), undefined);
});

test('each claim has a name of its own, and only those that are asked are judged', (t) => {
	const names = claims.map(claimName);
	t.is(new Set(names).size, claims.length);
	for (const name of ['tampering-is-noticed', 'making', 'code']) t.true(names.includes(name), name);
	const asked = claims.filter((claim) => claimName(claim) === 'code');
	t.deepEqual(
		judgeClaims([], asked).map(({claim}) => claim),
		asked,
	);
});

test('what decides a claim is a file', (t) => {
	for (const claim of claims) t.true(existsSync(join(root, decidingFile(claim))), decidingFile(claim));
});

test('a terminal is told why something was not measured, once', (t) => {
	const text = textTable(
		judgeClaims(
			['code-all', 'code-least'].map(
				(row): Evidence => ({row, contestant: 'checkout', value: notMeasured, note: 'no source'}),
			),
		),
		120,
	);
	t.is(text.match(/not measured: checkout: no source/g)?.length, 1);
});

test('every row is of one claim', (t) => {
	const ids = claims.flatMap(({rows}) => rows.map(({id}) => id));
	t.is(new Set(ids).size, ids.length);
});
