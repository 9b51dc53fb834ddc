import test from 'ava';
import {framesOfFile, mappedFrames} from '../../../../src/compare/guest/mapped.ts';

const [present, swapped, ofFile, softDirty] = [1n << 63n, 1n << 62n, 1n << 61n, 1n << 55n];

function entries(...values: readonly bigint[]): Buffer {
	const bytes = Buffer.alloc(8 * values.length);
	for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(value, 8 * index);
	return bytes;
}

test("a frame counts that is there and the file's, whatever else is said of it", (t) => {
	const all = entries(present | ofFile | softDirty | 0x1234n, present | ofFile | ((1n << 55n) - 1n));
	t.deepEqual(framesOfFile(all), [0x1234n, (1n << 55n) - 1n]);
});

test('what is not there, in swap, or a copy of its own is none of the file', (t) => {
	t.deepEqual(framesOfFile(entries(0n, ofFile | 5n, swapped | ofFile | 5n, present | 5n)), []);
});

test('a process has pages of the program that it runs, and none of a file that it has not mapped', (t) => {
	t.true(mappedFrames(process.pid, process.execPath).length > 0);
	t.deepEqual(mappedFrames(process.pid, '/nowhere'), []);
});
