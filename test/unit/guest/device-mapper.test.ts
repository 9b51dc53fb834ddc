import test from 'ava';
import {encodeRequest, minorOf, verityTarget} from '../../../src/guest/device-mapper.ts';

test('a request without a table is struct dm_ioctl alone, of a read-only device', (t) => {
	const bytes = encodeRequest('tree');
	t.is(bytes.length, 312);
	t.deepEqual(
		[0, 4, 8, 12, 16, 20, 24, 28].map((offset) => bytes.readUInt32LE(offset)),
		[4, 0, 0, 312, 312, 0, 0, 1],
	);
	t.is(bytes.toString('latin1', 48, 53), 'tree\0');
});

test('a table is one target behind it, its parameters with a NUL and padded to 8 bytes', (t) => {
	const target = verityTarget({device: '/dev/loop7', dataBytes: 8 * 4096, rootHash: 'ab'.repeat(32)});
	const bytes = encodeRequest('tree', target);
	const text = `1 /dev/loop7 /dev/loop7 4096 4096 8 9 sha256 ${'ab'.repeat(32)} -`;
	t.is(bytes.length % 8, 0);
	t.is(bytes.readUInt32LE(12), bytes.length);
	t.is(bytes.readUInt32LE(20), 1);
	t.deepEqual([bytes.readBigUInt64LE(312), bytes.readBigUInt64LE(320)], [0n, 64n]);
	t.is(bytes.toString('latin1', 336, 352), 'verity'.padEnd(16, '\0'));
	t.is(bytes.toString('latin1', 352, 352 + text.length + 1), `${text}\0`);
});

test('names that do not fit, and half sectors, are refused', (t) => {
	t.throws(() => encodeRequest('x'.repeat(128)), {message: /less than 128 bytes/});
	t.throws(() => encodeRequest('x', {type: 'linear', bytes: 700, parameters: ''}), {
		message: /whole sectors/,
	});
});

test('the minor number lies in two parts of the device number', (t) => {
	const answer = Buffer.alloc(312);
	answer.writeBigUInt64LE(0x0010_fd05n, 40);
	t.is(minorOf(answer), 0x105);
});
