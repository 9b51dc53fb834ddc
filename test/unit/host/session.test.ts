import test from 'ava';
import {InfraError} from '../../../src/errors.ts';
import {GuestSession} from '../../../src/host/session.ts';
import type {AgentMessage, CaseReport, HostMessage} from '../../../src/result/protocol.ts';
import type {Instance, InstanceExit, Kernel, Machine} from '../../../src/vm/interfaces.ts';
import {listed} from './_listed.ts';

const report: CaseReport = {outcome: {kind: 'passed'}, ms: 1, taint: {before: 0, after: 0}, leaks: []};
const theCase = listed('s/a', {deadlineMs: 50});

interface FakeGuest {
	say(message: AgentMessage): void;
	end(exit: Partial<InstanceExit>): void;
}

/** A guest that answers as `behave` says, and what was sent to it. */
async function session(behave: (message: HostMessage, guest: FakeGuest) => void) {
	const heard: HostMessage[] = [];
	let closed = 0;
	let listener: (message: unknown) => void = () => {};
	let end: (exit: InstanceExit) => void = () => {};
	const exited = new Promise<InstanceExit>((resolve) => {
		end = resolve;
	});
	const guest: FakeGuest = {
		say: (message) => setImmediate(() => listener(message)),
		end: (exit) => end({code: null, signal: null, stderr: '', ...exit}),
	};
	const close = async () => {
		closed += 1;
	};
	const instance: Instance = {
		id: '1',
		pid: 1,
		consolePath: '/dev/null',
		exited,
		startMs: 1,
		send(message) {
			heard.push(message as HostMessage);
			behave(message as HostMessage, guest);
		},
		onMessage: (given) => {
			listener = given;
		},
		qmp: async () => ({}),
		onQmpEvent: () => () => {},
		close,
		[Symbol.asyncDispose]: close,
	};
	const machine: Machine = {
		kernel: {} as Kernel,
		accelerator: {name: 'tcg', reason: '', timeScale: 2},
		key: '',
		start: async () => instance,
	};
	const opening = GuestSession.open({
		machine,
		instance: {start: 'restore', disks: {}, directory: '/'},
		mapStack: (stack) => `mapped ${stack}`,
	});
	return {opening, heard, closed: () => closed};
}

const run = async (opening: Promise<GuestSession>, signal = new AbortController().signal) => {
	const log: string[] = [];
	let starts = 0;
	const end = await (await opening).run(theCase, {
		signal,
		onStart: () => {
			starts += 1;
		},
		onLog: (line) => log.push(line),
	});
	return {end, log, starts};
};

const attach = (message: HostMessage, {say}: FakeGuest) => {
	if (message.type === 'attach') say({type: 'attached', ms: 1, kmemleak: false});
};

test('hears a case from its start to its report', async (t) => {
	const {opening, heard} = await session((message, guest) => {
		attach(message, guest);
		if (message.type !== 'run') return;
		guest.say({type: 'case-started', caseId: 's/a'});
		guest.say({type: 'case-log', caseId: 's/a', line: 'one'});
		guest.say({type: 'case-finished', caseId: 's/a', report});
	});

	t.deepEqual(await run(opening), {end: {kind: 'reported', report}, log: ['one'], starts: 1});
	t.deepEqual(heard.at(-1), {type: 'run', caseId: 's/a', deadlineMs: 100});
});

test('gives up at the deadline, which is longer on a slower accelerator', async (t) => {
	const {opening} = await session(attach);
	const start = performance.now();

	t.deepEqual((await run(opening)).end, {kind: 'deadline', deadlineMs: 100});
	t.true(performance.now() - start >= 95);
});

test('a guest that powers off is gone', async (t) => {
	const {opening} = await session((message, guest) => {
		attach(message, guest);
		if (message.type === 'run') guest.end({code: 0});
	});

	t.deepEqual((await run(opening)).end, {kind: 'gone'});
});

test('a QEMU that is killed, or fails, is our fault', async (t) => {
	for (const exit of [{signal: 'SIGKILL'}, {code: 1, stderr: 'out of luck'}] as const) {
		const {opening} = await session((message, guest) => {
			attach(message, guest);
			if (message.type === 'run') guest.end(exit);
		});
		const error = await t.throwsAsync(run(opening), {instanceOf: InfraError});
		t.regex(error?.message ?? '', /QEMU (was killed by SIGKILL|ended with status 1) during s\/a/);
	}
});

test('an agent that fails is our fault, with its stack in TypeScript', async (t) => {
	const {opening} = await session((message, guest) => {
		attach(message, guest);
		if (message.type === 'run') guest.say({type: 'agent-error', message: 'no', stack: 'at x'});
	});
	const error = await t.throwsAsync(run(opening), {instanceOf: InfraError, message: 'the agent failed: no'});
	t.is((error as InfraError).detail, 'mapped at x');
});

test('a guest that ends before its first case is our fault, and is closed', async (t) => {
	const {opening, closed} = await session((_, guest) => guest.end({code: 0}));

	await t.throwsAsync(opening, {
		instanceOf: InfraError,
		message: 'QEMU ended with status 0 before its first case',
	});
	t.is(closed(), 1);
});

test('stops waiting when the run is cancelled', async (t) => {
	const controller = new AbortController();
	const {opening} = await session(attach);
	const running = run(opening, controller.signal);
	setTimeout(() => controller.abort(new Error('cancelled')), 5);

	await t.throwsAsync(running, {message: 'cancelled'});
});

test('asks for evidence and says whether it came', async (t) => {
	const {opening} = await session((message, guest) => {
		attach(message, guest);
		if (message.type === 'evidence') guest.say({type: 'evidence-written'});
	});
	const silent = await session(attach);

	t.true(await (await opening).askEvidence(1000));
	t.false(await (await silent.opening).askEvidence(10));
});
