import test from 'ava';
import {InfraError} from '../../../src/errors.ts';
import type {Isolation, Unit} from '../../../src/host/plan.ts';
import {type CaseGuest, runSchedule} from '../../../src/host/schedule.ts';
import type {ListedCase} from '../../../src/result/case-info.ts';
import type {CaseFinished} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';
import {listed} from './_listed.ts';

interface Answer {
	readonly outcome?: Outcome;
	readonly reusable?: boolean;
	readonly error?: Error;
}

interface Plan {
	readonly units: readonly Unit[];
	readonly isolation?: Isolation;
	readonly jobs?: number;
	readonly signal?: AbortSignal;
	/** What the guest with this number says of a case. */
	readonly answer: (guest: number, listed: ListedCase, again: boolean) => Answer;
	/** What the guest says of its cases in the end; without it verdicts are final. */
	readonly settle?: CaseGuest['settle'];
}

/** Runs a schedule on guests that do as they are told, and tells what happened. */
async function schedule({units, isolation = 'snapshot', jobs = 1, signal, answer, settle}: Plan) {
	const results: CaseFinished[] = [];
	const infra: string[] = [];
	const excused: string[] = [];
	let opened = 0;
	let open = 0;
	let most = 0;
	const error = await runSchedule({
		units,
		isolation,
		jobs,
		signal: signal ?? new AbortController().signal,
		openGuest: async (): Promise<CaseGuest> => {
			const number = opened;
			opened += 1;
			open += 1;
			most = Math.max(most, open);
			return {
				async run(listed, again) {
					await new Promise((resolve) => setTimeout(resolve, 1));
					const {
						outcome = {kind: 'passed'},
						reusable = outcome.kind === 'passed',
						error,
					} = answer(number, listed, again);
					if (error !== undefined) throw error;
					const console = {path: '', lines: [], cutBytes: 0};
					return {
						reusable,
						result: {type: 'case-finished', caseId: listed.id, outcome, ms: 1, console, log: []},
					};
				},
				...(settle !== undefined && {settle}),
				async close() {
					open -= 1;
				},
			};
		},
		onResult: (result) => results.push(result),
		onExcused: ({caseId}) => excused.push(caseId),
		onInfraError: ({message}, caseId, retried) =>
			infra.push(`${caseId}: ${message}${retried ? ' again' : ''}`),
	}).then(
		() => undefined,
		(thrown: Error) => thrown,
	);
	const told = results.map(
		({caseId, outcome, note}) => `${caseId} ${outcome.kind}${note === undefined ? '' : ` (${note})`}`,
	);
	return {told, infra, excused, opened, leftOpen: open, most, error};
}

const a = listed('s/a');
const b = listed('s/b');
const c = listed('s/c');
const failed: Outcome = {kind: 'failed', failures: []};
const crashed: Outcome = {kind: 'crashed', reason: 'oops'};

test('gives each case a fresh guest under snapshot isolation', async (t) => {
	const run = await schedule({units: [[a], [b], [c]], answer: () => ({})});

	t.like(run, {
		told: ['s/a passed', 's/b passed', 's/c passed'],
		opened: 3,
		leftOpen: 0,
		most: 1,
		error: undefined,
	});
});

test('keeps a guest under boot isolation until a case spoils it', async (t) => {
	const answer: Plan['answer'] = (_, {id}) => (id === 's/b' ? {outcome: crashed} : {});
	const run = await schedule({units: [[a], [b], [c]], isolation: 'boot', answer});

	t.like(run, {told: ['s/a passed', 's/b crashed', 's/c passed'], opened: 3, leftOpen: 0});
});

test('a case that fails behind others under boot isolation gets a guest of its own', async (t) => {
	const answer: Plan['answer'] = (guest, {id}) => (id === 's/b' && guest === 0 ? {outcome: crashed} : {});
	const run = await schedule({units: [[a], [b], [c]], isolation: 'boot', answer});

	t.like(run, {
		told: [
			's/a passed',
			's/b passed (crashed behind others in its guest, passed in a fresh one)',
			's/c passed',
		],
		excused: ['s/b'],
		opened: 2,
		leftOpen: 0,
	});
});

test('runs as many guests side by side as there are jobs, and no more than units', async (t) => {
	t.is((await schedule({units: [[a], [b], [c]], jobs: 2, answer: () => ({})})).most, 2);
	t.is((await schedule({units: [[a]], jobs: 8, answer: () => ({})})).opened, 1);
});

test('a batch that passes shares one guest', async (t) => {
	t.like(await schedule({units: [[a, b, c]], answer: () => ({})}), {
		told: ['s/a passed', 's/b passed', 's/c passed'],
		opened: 1,
	});
});

test('a case that fails in company runs again first in a fresh guest, and the rest behind it', async (t) => {
	const answer: Plan['answer'] = (_, {id}, again) =>
		id === 's/b' && !again ? {outcome: failed, reusable: true} : {};
	const run = await schedule({units: [[a, b, c]], answer});

	t.deepEqual(run.told, [
		's/a passed',
		's/b passed (failed behind others in its guest, passed in a fresh one)',
		's/c passed',
	]);
	t.like(run, {opened: 2, leftOpen: 0});
});

test('a case that fails in a fresh guest as well has failed', async (t) => {
	const answer: Plan['answer'] = (_, {id}) => (id === 's/b' ? {outcome: failed, reusable: true} : {});
	const run = await schedule({units: [[a, b, c]], answer});

	t.deepEqual(run.told, ['s/a passed', 's/b failed', 's/c passed']);
	t.like(run, {opened: 2, leftOpen: 0});
});

test('a crash of the first case of a batch is its own, and the others get another guest', async (t) => {
	const answer: Plan['answer'] = (_, {id}) => (id === 's/a' ? {outcome: crashed} : {});
	const run = await schedule({units: [[a, b, c]], answer});

	t.deepEqual(run.told, ['s/a crashed', 's/b passed', 's/c passed']);
	t.like(run, {opened: 2, leftOpen: 0});
});

test('tries a case once more when the guest fails us, and blames no case', async (t) => {
	const answer: Plan['answer'] = (guest) => (guest === 0 ? {error: new InfraError('QEMU was killed')} : {});
	const run = await schedule({units: [[a], [b]], answer});

	t.like(run, {
		told: ['s/a passed', 's/b passed'],
		infra: ['s/a: QEMU was killed'],
		error: undefined,
		leftOpen: 0,
	});
});

test('ends the run when the guest fails us twice', async (t) => {
	const answer: Plan['answer'] = (_, {id}) => (id === 's/a' ? {error: new InfraError('disk full')} : {});
	const run = await schedule({units: [[a], [b]], answer});

	t.deepEqual(run.told, []);
	t.deepEqual(run.infra, ['s/a: disk full', 's/a: disk full again']);
	t.true(run.error instanceof InfraError);
	t.is(run.leftOpen, 0);
});

test('lets the other guest end its case before the run ends with an error', async (t) => {
	const answer: Plan['answer'] = (_, {id}) => (id === 's/a' ? {error: new InfraError('disk full')} : {});
	const run = await schedule({units: [[a], [b], [c], [c], [c]], jobs: 2, answer});

	t.true(run.told.includes('s/b passed'));
	t.true(run.told.length < 4);
	t.is(run.leftOpen, 0);
});

test('leaves no guest when it is cancelled', async (t) => {
	const controller = new AbortController();
	const answer: Plan['answer'] = () => {
		controller.abort(new Error('cancelled'));
		return {error: new InfraError('killed by the cancelling')};
	};
	const run = await schedule({units: [[a], [b]], signal: controller.signal, answer});

	t.like(run, {told: [], infra: [], leftOpen: 0});
	t.truthy(run.error);
});

/** Fails every case whose guest could be asked, and says which were asked together. */
function settling() {
	const asked: string[] = [];
	const settle: CaseGuest['settle'] = async (results, guestFailed) => {
		asked.push(`${results.map(({caseId}) => caseId).join(' ')}${guestFailed ? ' failed' : ''}`);
		return guestFailed ? results : results.map((result) => ({...result, outcome: failed}));
	};
	return {asked, settle};
}

test('a guest has the last word on the cases of each unit', async (t) => {
	const {asked, settle} = settling();
	const run = await schedule({units: [[a, b], [c]], isolation: 'boot', answer: () => ({}), settle});

	t.deepEqual(asked, ['s/a s/b', 's/c']);
	t.like(run, {told: ['s/a failed', 's/b failed', 's/c failed'], opened: 1, leftOpen: 0});
});

test('a guest has the last word before it is left', async (t) => {
	const {asked, settle} = settling();
	const answer: Plan['answer'] = (_, {id}, again) =>
		id === 's/b' && !again ? {outcome: failed, reusable: true} : {};
	const run = await schedule({units: [[a, b, c]], answer, settle});

	t.deepEqual(asked, ['s/a', 's/b s/c']);
	t.deepEqual(
		run.told.map((line) => line.slice(0, 10)),
		['s/a failed', 's/b failed', 's/c failed'],
	);
});

test('a guest that failed us is asked nothing, and what it said before counts', async (t) => {
	const {asked, settle} = settling();
	const answer: Plan['answer'] = (guest, {id}) =>
		guest === 0 && id === 's/b' ? {error: new InfraError('QEMU was killed')} : {};
	const run = await schedule({units: [[a, b]], answer, settle});

	t.deepEqual(asked, ['s/a failed', 's/b']);
	t.deepEqual(run.told, ['s/a passed', 's/b failed']);
});

test('a guest that fails when it is asked for the last word ends the run', async (t) => {
	const settle: CaseGuest['settle'] = () => Promise.reject(new InfraError('no answer'));
	const run = await schedule({units: [[a], [b]], answer: () => ({}), settle});

	t.deepEqual(run.told, []);
	t.is(run.error?.message, 'no answer');
	t.is(run.leftOpen, 0);
});
