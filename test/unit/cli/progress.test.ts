import test from 'ava';
import {progressOn} from '../../../src/cli/progress.ts';

function recorded(isTTY: boolean) {
	const written: string[] = [];
	const stream = {isTTY, write: (text: string) => written.push(text) > 0} as unknown as NodeJS.WriteStream;
	return {stream, written};
}

test('a terminal gets a bar where the end is known, else a counter, and a clean line at the end', (t) => {
	const {stream, written} = recorded(true);
	const progress = progressOn('objects', {}, stream as typeof process.stderr);

	progress({type: 'step-started', step: 'x'});
	progress({type: 'step-advanced', step: 'x', done: 3});
	progress({type: 'step-advanced', step: 'x', done: 4});
	progress({type: 'step-advanced', step: 'x', done: 2, total: 2});
	progress({type: 'step-finished', step: 'x', ms: 1});

	t.deepEqual(written, ['\r3 objects\u001b[K', `\r[${'#'.repeat(24)}] 2 of 2 objects\u001b[K`, '\r\u001b[K']);
});

test('a log gets no line for what is soon over, and the quiet nothing at all', (t) => {
	const log = recorded(false);
	const quiet = recorded(true);
	for (const progress of [
		progressOn('objects', {}, log.stream as typeof process.stderr),
		progressOn('objects', {quiet: true}, quiet.stream as typeof process.stderr),
	])
		for (let done = 0; done < 100; done++) progress({type: 'step-advanced', step: 'x', done});
	t.deepEqual([log.written, quiet.written], [[], []]);
});
