import test from 'ava';
import {judgements} from '../../../src/bench/judgements.ts';
import type {Row} from '../../../src/bench/known.ts';
import {judgeRow} from '../../../src/bench/verdict.ts';

const row: Row = {
	metric: 'm',
	title: 'a row',
	unit: 'Minsn',
	known: {'driver of 2023': 150, tmpfs: 100},
	most: 120,
};

test('a judgement has what was set, what that is here, and both verdicts', (t) => {
	const results = {composefs: {m: [310e6]}, tmpfs: {m: [200e6]}};
	t.deepEqual(judgements([judgeRow(row, results)]), {
		m: {
			unit: 'Minsn',
			target: 120,
			scale: 2,
			most: 240,
			verdict: 'missed',
			unscaledVerdict: 'missed',
			driverOf2023: 300,
			to2023: 'slower than 2023',
		},
	});
	t.deepEqual(judgements([judgeRow(row, {composefs: {m: [120e6]}})]), {
		m: {
			unit: 'Minsn',
			target: 120,
			most: 120,
			verdict: 'met',
			driverOf2023: 150,
			to2023: 'not slower than 2023',
		},
	});
});

test('what has no target, or none of ours, has no judgement', (t) => {
	const {most: _most, ...rest} = row;
	t.deepEqual(judgements([judgeRow({...rest, known: {}}, {composefs: {m: [1]}})]), {});
	t.deepEqual(judgements([judgeRow(row, {tmpfs: {m: [1]}})]), {});
});
