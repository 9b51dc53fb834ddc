import test from 'ava';
import {contentRows} from '../../../src/bench/content-rows.ts';
import {knownShape, rowsFor} from '../../../src/bench/known.ts';
import {countedBy} from '../../../src/bench/plan.ts';

test('no metric has two rows, and whatever is counted in instructions has one but for those left out on purpose', (t) => {
	const metrics = rowsFor(knownShape).map(({metric}) => metric);
	t.is(new Set(metrics).size, metrics.length);
	const without = Object.keys(countedBy).filter((metric) => !metrics.includes(metric));
	t.deepEqual(without, ['getdents-warm', 'stat-warm', 'absent-warm']);
});

test('rows without a target judge nothing', (t) => {
	for (const {most, known} of contentRows) {
		t.is(most, undefined);
		t.deepEqual(known, {});
	}
});
