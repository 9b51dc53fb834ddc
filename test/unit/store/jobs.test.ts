import {setTimeout} from 'node:timers/promises';
import test from 'ava';
import {Jobs} from '../../../src/store/jobs.ts';

test('no more run side by side than may, and all have run when it is done', async (t) => {
	let [running, most, ran] = [0, 0, 0];
	await using jobs = new Jobs(3);
	for (let index = 0; index < 10; index++)
		await jobs.add(async () => {
			most = Math.max(most, ++running);
			await setTimeout(1);
			running--;
			ran++;
		});
	await jobs.done();
	t.deepEqual([most, ran], [3, 10]);
});

test('the first error is thrown by the next call, after which the others have ended', async (t) => {
	let ended = false;
	const run = async () => {
		await using jobs = new Jobs(2);
		await jobs.add(async () => {
			await setTimeout(20);
			ended = true;
		});
		await jobs.add(async () => {
			throw new RangeError('first');
		});
		await jobs.add(async () => t.fail());
	};
	await t.throwsAsync(run, {instanceOf: RangeError, message: 'first'});
	t.true(ended);
});
