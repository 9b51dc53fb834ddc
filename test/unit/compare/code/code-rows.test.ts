import test from 'ava';
import {codeClaim} from '../../../../src/compare/code/code-claim.ts';
import {codeEvidence} from '../../../../src/compare/code/code-rows.ts';
import type {Component} from '../../../../src/compare/code/features.ts';
import {contestantNames, notMeasured} from '../../../../src/compare/evidence.ts';

const count = ({prefix}: Component) =>
	prefix === 'fs/erofs/'
		? new Map([
				['names', 100],
				['compression', 1000],
			] as const)
		: new Map([['names', 10]] as const);
const lookUp = (found: ReturnType<typeof codeEvidence>, row: string) =>
	found.find((one) => one.row === row)?.value;

test('lines are those of all components; what can be left out is told apart, and what is new', (t) => {
	const erofs = codeEvidence(['erofs+overlayfs'], count);
	t.deepEqual(
		['code-all', 'code-least', 'code-new', 'code-names', 'code-compression', 'code-handles'].map((row) =>
			lookUp(erofs, row),
		),
		[1120, 120, 0, 120, 1000, 0],
	);
	t.is(erofs.find(({row}) => row === 'code-all')?.note, 'fs/erofs/ 1100, fs/overlayfs/ 10, fs/verity/ 10');

	const own = codeEvidence(['composefs'], count);
	t.is(lookUp(own, 'code-all'), 20);
	t.is(lookUp(own, 'code-new'), 10);
	t.is(lookUp(codeEvidence(['checkout'], count), 'code-all'), 0);
});

test('without the source of the kernel nothing is summed up, and what is new is known all the same', (t) => {
	const found = codeEvidence(['composefs', 'erofs+overlayfs'], (component) =>
		component.own ? count(component) : {unknown: 'no source'},
	);
	for (const {row, value, note} of found)
		if (row === 'code-new') t.true(typeof value === 'number');
		else t.deepEqual([value, note], [notMeasured, 'no source'], row);
	t.is(lookUp(found, 'code-new'), 10);
});

test('everything that is told is a row of the claim', (t) => {
	const rows = new Set(codeClaim.rows.map(({id}) => id));
	for (const {row} of codeEvidence(contestantNames, count)) t.true(rows.has(row), row);
});
