import test from 'ava';
import {findSplats} from '../../../src/console/splat.ts';
import {type CaseEnd, judge} from '../../../src/host/judge.ts';
import type {Outcome} from '../../../src/result/outcome.ts';
import type {CaseReport} from '../../../src/result/protocol.ts';

const warning = findSplats('WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2\n');
const oops = findSplats('BUG: kernel NULL pointer dereference, address: 0\nRIP: 0010:f+0x1/0x2 [m]\n');
const panicOnWarn = findSplats(
	'WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2\nKernel panic - not syncing: panic_on_warn set ...\n',
);

function reported(outcome: Outcome, more: Partial<CaseReport> = {}): CaseEnd {
	return {kind: 'reported', report: {outcome, ms: 1, taint: {before: 0, after: 0}, leaks: [], ...more}};
}
const passed = {kind: 'passed'} as const;

test('believes a quiet guest', (t) => {
	t.deepEqual(judge(reported(passed), []), passed);
	t.deepEqual(judge(reported({kind: 'notrun', reason: 'no btrfs'}), []), {
		kind: 'notrun',
		reason: 'no btrfs',
	});
});

test('fails a passed case over a warning', (t) => {
	t.like(judge(reported(passed), warning), {
		kind: 'failed',
		failures: [{source: 'splat', message: warning[0]?.title}],
	});
});

test('crashes a passed case over an oops, naming the function', (t) => {
	t.deepEqual(judge(reported(passed), oops), {
		kind: 'crashed',
		reason: 'BUG: kernel NULL pointer dereference, address: 0, in f+0x1/0x2 [m]',
	});
});

test('does not count the taint of an out-of-tree, unsigned module', (t) => {
	t.deepEqual(judge(reported(passed, {taint: {before: 0, after: 4096 + 8192}}), []), passed);
});

test('does not count a taint that was there before', (t) => {
	t.deepEqual(judge(reported(passed, {taint: {before: 64, after: 64}}), []), passed);
});

test('fails a case over a new taint, with its letter', (t) => {
	const outcome = judge(reported(passed, {taint: {before: 4096, after: 4096 + 64}}), []);

	t.deepEqual(outcome, {
		kind: 'failed',
		failures: [{source: 'taint', message: 'the kernel was tainted with U (requested by user space)'}],
	});
});

test('tells a warning and its taint once, and a taint without a splat all the same', (t) => {
	const taint = {before: 0, after: 512};
	const told = judge(reported(passed, {taint}), warning);

	t.is(told.kind === 'failed' ? told.failures.length : 0, 1);
	t.like(judge(reported(passed, {taint}), []), {kind: 'failed', failures: [{source: 'taint'}]});
});

test('fails a case over what it left, besides its own failures', (t) => {
	const own = {source: 'assertion', message: 'no'} as const;
	const outcome = judge(
		reported({kind: 'failed', failures: [own]}, {leaks: ['tmpfs is still mounted on /x']}),
		[],
	);

	t.deepEqual(outcome, {
		kind: 'failed',
		failures: [own, {source: 'leak', message: 'tmpfs is still mounted on /x'}],
	});
});

test('does not let a notrun hide a warning', (t) => {
	t.is(judge(reported({kind: 'notrun', reason: 'x'}), warning).kind, 'failed');
});

test('times out at the deadline, unless the kernel had oopsed before', (t) => {
	t.deepEqual(judge({kind: 'deadline', deadlineMs: 5}, warning), {kind: 'timedout', deadlineMs: 5});
	t.is(judge({kind: 'deadline', deadlineMs: 5}, oops).kind, 'crashed');
});

test('names why a guest went away', (t) => {
	const reason = (splats: ReturnType<typeof findSplats>, agentStatus?: string) =>
		(judge({kind: 'gone', ...(agentStatus !== undefined && {agentStatus})}, splats) as {reason: string})
			.reason;

	t.is(
		reason(panicOnWarn),
		'Kernel panic - not syncing: panic_on_warn set ..., after WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2',
	);
	t.is(reason([], '3'), 'the agent ended with status 3');
	t.is(reason([]), 'the guest powered off or reset without a word on the console');
});
