import test from 'ava';
import {encodeEvent, isWorthKeeping} from '../../../src/result/json-events.ts';
import {hostileRun, recorded} from './_recorded.ts';

const time = new Date('2026-01-02T03:04:05.678Z');

test('an event is one line that gives it back, with version and time', (t) => {
	for (const event of [...recorded(), ...hostileRun()]) {
		const line = encodeEvent(event, time);
		t.is(line.indexOf('\n'), line.length - 1);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal must not obey it
		t.notRegex(line.slice(0, -1), /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udbff](?![\udc00-\udfff])/);
		t.deepEqual(JSON.parse(line), {version: 1, time: time.toISOString(), ...event});
	}
});

test('only what a step came to is kept of its progress', (t) => {
	t.true(isWorthKeeping({type: 'progress', progress: {type: 'step-finished', step: 'x', ms: 1}}));
	t.false(isWorthKeeping({type: 'progress', progress: {type: 'step-started', step: 'x'}}));
	t.false(isWorthKeeping({type: 'progress', progress: {type: 'step-advanced', step: 'x', done: 1}}));
});
