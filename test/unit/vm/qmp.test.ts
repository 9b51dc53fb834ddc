import {type Duplex, duplexPair} from 'node:stream';
import test from 'ava';
import {QmpClient, QmpError, type QmpEvent} from '../../../src/vm/qmp.ts';

interface Command {
	readonly execute: string;
	readonly id: number;
}

/** A QEMU that greets and answers as it is told; its lines arrive in pieces of `pieceBytes`. */
function fakeQemu(answer: (command: Command) => object | undefined, pieceBytes = 7): [QmpClient, Duplex] {
	const [ours, theirs] = duplexPair();
	const say = (message: object) => {
		const line = `${JSON.stringify(message)}\r\n`;
		for (let at = 0; at < line.length; at += pieceBytes) theirs.write(line.slice(at, at + pieceBytes));
	};
	let rest = '';
	theirs.setEncoding('utf8').on('data', (text: string) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) {
			const command = JSON.parse(line) as Command;
			const reply = command.execute === 'qmp_capabilities' ? {return: {}} : answer(command);
			if (reply) say({...reply, id: command.id});
		}
	});
	say({QMP: {version: {}, capabilities: []}});
	return [new QmpClient(ours), theirs];
}

test('a command gives what QEMU returned', async (t) => {
	const [client] = fakeQemu(() => ({return: {status: 'running'}}));
	await client.negotiate();
	t.deepEqual(await client.execute('query-status'), {status: 'running'});
});

test('answers find their command by its id, in any order', async (t) => {
	const held: Command[] = [];
	const [client, qemu] = fakeQemu((command) => {
		held.push(command);
		if (held.length < 2) return undefined;
		for (const {execute, id} of [...held].reverse()) qemu.write(`${JSON.stringify({return: execute, id})}\n`);
		return undefined;
	});
	await client.negotiate();
	t.deepEqual(await Promise.all([client.execute('first'), client.execute('second')]), ['first', 'second']);
});

test("a refusal names the command and QEMU's reason", async (t) => {
	const [client] = fakeQemu(() => ({error: {class: 'GenericError', desc: 'no such file'}}));
	await client.negotiate();
	const error = await t.throwsAsync(client.execute('migrate'), {instanceOf: QmpError});
	t.is(error?.message, 'QEMU refused migrate: no such file');
});

test('a command that gets no answer fails in time, and its late answer harms nobody', async (t) => {
	let late: Command | undefined;
	const [client, qemu] = fakeQemu((command) => {
		if (command.execute === 'next') return {return: 'good'};
		late = command;
		return undefined;
	});
	await client.negotiate();
	await t.throwsAsync(client.execute('stop', {}, 20), {message: /did not answer stop within 20 ms/});
	qemu.write(`${JSON.stringify({return: {}, id: late?.id})}\n`);
	t.is(await client.execute('next'), 'good');
});

test('events reach those who listen', async (t) => {
	const [client, qemu] = fakeQemu(() => ({return: {}}));
	const events: QmpEvent[] = [];
	const stop = client.onEvent((event) => events.push(event));
	await client.negotiate();
	qemu.write('{"event": "MIGRATION", "data": {"status": "completed"}}\n');
	await client.execute('x');
	stop();
	qemu.write('{"event": "STOP"}\n');
	await client.execute('x');
	t.deepEqual(events, [{event: 'MIGRATION', data: {status: 'completed'}}]);
});

test('the end of QEMU fails what waits and what comes after', async (t) => {
	const [client, qemu] = fakeQemu(() => undefined);
	await client.negotiate();
	const waiting = client.execute('stop');
	qemu.end();
	await t.throwsAsync(waiting, {message: /can't answer stop/});
	await t.throwsAsync(client.execute('cont'), {message: /can't answer cont/});
});

test('a QEMU that never greets fails in time', async (t) => {
	const [ours] = duplexPair();
	await t.throwsAsync(new QmpClient(ours).negotiate(20), {message: /did not greet within 20 ms/});
});
