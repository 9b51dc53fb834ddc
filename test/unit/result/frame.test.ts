import test from 'ava';
import {encodeFrame, FrameDecoder, maximumFrameBytes} from '../../../src/result/frame.ts';

const messages = [{type: 'a', text: 'ü\0'}, {type: 'b'}, [], 'x', null, {deep: {list: [1, 2, 3]}}];

test('messages survive a stream that is cut anywhere', (t) => {
	const stream = Buffer.concat(messages.map(encodeFrame));
	for (const size of [1, 2, 3, 5, 7, 64, stream.length]) {
		const decoder = new FrameDecoder();
		const found: unknown[] = [];
		for (let at = 0; at < stream.length; at += size)
			found.push(...decoder.push(stream.subarray(at, at + size)));
		t.deepEqual(found, messages);
	}
});

test('half a message is no message', (t) => {
	const frame = encodeFrame({type: 'a'});
	const decoder = new FrameDecoder();

	t.deepEqual(decoder.push(frame.subarray(0, -1)), []);
	t.deepEqual(decoder.push(frame.subarray(-1)), [{type: 'a'}]);
});

test('refuses a length that no honest message has', (t) => {
	const frame = Buffer.alloc(4);
	frame.writeUInt32BE(maximumFrameBytes + 1);

	t.throws(() => new FrameDecoder().push(frame), {instanceOf: RangeError});
	t.throws(() => encodeFrame('x'.repeat(maximumFrameBytes)), {instanceOf: RangeError});
});

test('throws on a body that is no JSON', (t) => {
	const frame = Buffer.from('\0\0\0\x01{');

	t.throws(() => new FrameDecoder().push(frame), {instanceOf: SyntaxError});
});
