import test from 'ava';
import {planUnits} from '../../../src/host/plan.ts';
import {listed} from './_listed.ts';

const ids = (units: ReturnType<typeof planUnits>) => units.map((unit) => unit.map(({id}) => id));

test('gives every case a guest of its own unless it may share', (t) => {
	t.deepEqual(ids(planUnits([listed('a/1'), listed('a/2')], 'snapshot', 1)), [['a/1'], ['a/2']]);
});

test('puts batch cases of one suite together, also around others', (t) => {
	const cases = [
		listed('a/1', {batch: true}),
		listed('a/2'),
		listed('a/3', {batch: true}),
		listed('b/1', {batch: true}),
	];

	t.deepEqual(ids(planUnits(cases, 'snapshot', 1)), [['a/1', 'a/3'], ['a/2'], ['b/1']]);
});

test('splits batches so that every guest has something to do, and none is too long', (t) => {
	const cases = Array.from({length: 40}, (_, i) => listed(`a/${i}`, {batch: true}));
	const units = planUnits(cases, 'snapshot', 2);

	t.true(units.every((unit) => unit.length <= 12));
	t.is(units.flat().length, 40);
	t.is(planUnits(cases.slice(0, 4), 'snapshot', 2).length, 2);
});

test('keeps the units single under boot isolation', (t) => {
	const cases = [listed('a/1', {batch: true}), listed('a/2', {batch: true})];

	t.deepEqual(ids(planUnits(cases, 'boot', 1)), [['a/1'], ['a/2']]);
});

test('starts with what asks for the most time, and keeps the order otherwise', (t) => {
	const cases = [listed('a/1'), listed('a/2'), listed('b/long', {deadlineMs: 60_000}), listed('b/3')];

	t.deepEqual(ids(planUnits(cases, 'snapshot', 2)), [['b/long'], ['a/1'], ['a/2'], ['b/3']]);
	t.deepEqual(ids(planUnits(cases, 'boot', 2)), [['b/long'], ['a/1'], ['a/2'], ['b/3']]);
});
