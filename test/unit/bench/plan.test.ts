import test from 'ava';
import {
	byGuest,
	countedBy,
	decodeMessage,
	decodePlan,
	encodeMessage,
	encodePlan,
	planBytes,
	trialNames,
} from '../../../src/bench/plan.ts';

test('a plan is a disk, also with as many extents as a disk of 8 GiB may have', (t) => {
	const plan = {
		contestant: 'ext4',
		trials: ['walk', 'open'],
		whole: false,
		profile: 'walk-cold',
		extents: [[0, 1]],
	} as const;
	const bytes = encodePlan(plan);
	t.is(bytes.length, planBytes);
	t.deepEqual(decodePlan(bytes), plan);
	const extents = Array.from({length: 1024}, (_, n) => [n * 2 ** 23, n * 2 ** 23 + 2 ** 22] as const);
	t.is(encodePlan({contestant: 'ext4', trials: trialNames, whole: true, extents}).length, planBytes);
});

test('messages are lines of a log among others', (t) => {
	const sample = {type: 'sample', metric: 'walk-cold', value: 1388297992} as const;
	t.deepEqual(decodeMessage(encodeMessage(sample)), sample);
	t.is(decodeMessage('a line of something else'), undefined);
});

test('what is counted belongs to a trial of that name', (t) => {
	for (const [metric, trial] of Object.entries(countedBy))
		if (metric !== 'unmount') t.true(metric.startsWith(`${trial}-`), metric);
});

test('trials of content have a guest of their own, and each trial has one guest', (t) => {
	t.deepEqual(byGuest(['read', 'walk', 'mmap']), [
		['names', ['walk']],
		['content', ['read', 'mmap']],
	]);
	t.deepEqual(byGuest(['walk']), [['names', ['walk']]]);
	t.deepEqual(
		byGuest(trialNames)
			.flatMap(([, together]) => together)
			.sort(),
		[...trialNames].sort(),
	);
});
