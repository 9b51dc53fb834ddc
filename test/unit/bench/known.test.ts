import test from 'ava';
import {inUnit, knownShape, rowsFor, timed} from '../../../src/bench/known.ts';

test('where time is measured, what were instructions are times without a target, and all else is as it was', (t) => {
	const rows = rowsFor(knownShape);
	const [counts, times] = [rows, timed(rows)].map((of) => new Map(of.map((row) => [row.metric, row])));
	const walk = times?.get('walk-cold');
	t.is(walk?.unit, 'ms');
	t.is(walk?.most, undefined);
	t.deepEqual(walk?.known, {});
	t.is(walk && inUnit(walk, 3_000_000), 3);
	t.is(times?.get('link-warm')?.mostOfTmpfs, undefined);
	t.deepEqual(times?.get('walk-cold-requests'), counts?.get('walk-cold-requests'));
	t.is(times?.size, counts?.size);
	t.false([...(times?.values() ?? [])].some(({unit}) => unit === 'Minsn' || unit === 'insn'));
});
