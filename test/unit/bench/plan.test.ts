import test from 'ava';
import {decodePlan, decodeSample, encodePlan, encodeSample, planBytes} from '../../../src/bench/plan.ts';

test('a plan is a block of a disk', (t) => {
	const plan = {contestant: 'tmpfs', trials: ['walk', 'open']} as const;
	const bytes = encodePlan(plan);
	t.is(bytes.length, planBytes);
	t.deepEqual(decodePlan(bytes), plan);
});

test('samples are lines of a log among others', (t) => {
	const sample = {metric: 'walk-cold', value: 1388297992};
	t.deepEqual(decodeSample(encodeSample(sample)), sample);
	t.is(decodeSample('a line of something else'), undefined);
});
