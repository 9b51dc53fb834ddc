import {duplexPair} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {encodeFrame} from '../../../src/result/frame.ts';
import {AgentPort} from '../../../src/vm/agent-port.ts';

function connected() {
	const [ours, theirs] = duplexPair();
	return {port: new AgentPort(ours), guest: theirs};
}

test('messages that came before anybody listened are delivered first, in order', async (t) => {
	const {port, guest} = connected();
	guest.write(Buffer.concat([encodeFrame({n: 1}), encodeFrame({n: 2})]));
	await turn();
	const heard: unknown[] = [];
	port.onMessage((message) => heard.push(message));
	guest.write(encodeFrame({n: 3}));
	await turn();
	t.deepEqual(heard, [{n: 1}, {n: 2}, {n: 3}]);
});

test('next takes one message, and what follows it in the same chunk is kept', async (t) => {
	const {port, guest} = connected();
	const ready = port.next();
	guest.write(Buffer.concat([encodeFrame({type: 'ready'}), encodeFrame({type: 'early'})]));
	t.deepEqual(await ready, {type: 'ready'});
	t.deepEqual(await port.next(), {type: 'early'});
});

test('what is sent is framed', async (t) => {
	const {port, guest} = connected();
	port.send({type: 'attach'});
	await turn();
	t.deepEqual(guest.read(), encodeFrame({type: 'attach'}));
});

test('a stream out of step is told as an error of the agent, once', async (t) => {
	const {port, guest} = connected();
	const heard: {type?: string; message?: string}[] = [];
	port.onMessage((message) => heard.push(message as {type: string; message: string}));
	guest.write(Buffer.alloc(8, 0xff));
	await turn();
	guest.write(encodeFrame({type: 'late'}));
	await turn();
	t.is(heard.length, 1);
	t.is(heard[0]?.type, 'agent-error');
	t.regex(heard[0]?.message ?? '', /out of step/);
	t.notThrows(() => port.send({}));
});
