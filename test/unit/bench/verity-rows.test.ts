import test from 'ava';
import {countedBy} from '../../../src/bench/plan.ts';
import {verityCheckOf, verityPolicies} from '../../../src/bench/verity-policies.ts';
import {verityRows} from '../../../src/bench/verity-rows.ts';

test('each measure has a row for each policy, and one that is counted can be profiled', (t) => {
	const metrics = verityRows.map(({metric}) => metric);
	t.is(new Set(metrics).size, metrics.length);
	for (const policy of Object.keys(verityPolicies))
		for (const what of ['open-dropped', 'open-warm', 'first-cold', 'read-cold', 'read-warm'])
			t.true(metrics.includes(`verity-${policy}-${what}`));
	t.deepEqual(
		metrics.filter((metric) => metric in countedBy),
		verityRows
			.filter(({unit, metric}) => unit === 'insn' && !metric.endsWith('-workers'))
			.map(({metric}) => metric),
	);
});

test('policies go from no fs-verity to a digest of every file', (t) => {
	t.deepEqual(
		Object.values(verityPolicies).map(({objects, check}) => [objects, verityCheckOf[check]]),
		[
			['plain', 0],
			['sealed', 0],
			['sealed', 1],
			['sealed', 2],
		],
	);
});
