import test from 'ava';
import {
	decodeDevice,
	encodeDevice,
	joinTime,
	modeOf,
	splitTime,
	typeCode,
	typeOfMode,
} from '../../../src/image/layout.ts';

test('device numbers are encoded as new_encode_dev does', (t) => {
	for (const [major, minor, encoded] of [
		[1, 3, 0x103],
		[259, 0, 0x10300],
		[8, 256, 0x100800],
		[0xfff, 0xfffff, 0xffffffff],
		[0, 0, 0],
	] as const) {
		t.is(encodeDevice({major, minor}), encoded);
		t.deepEqual(decodeDevice(encoded), {major, minor});
	}
});

test('seconds round down, before 1970 too', (t) => {
	for (const [ns, sec, nsec] of [
		[0n, 0n, 0],
		[1n, 0n, 1],
		[-1n, -1n, 999_999_999],
		[-1_000_000_000n, -1n, 0],
		[-1_000_000_001n, -2n, 999_999_999],
		[2n ** 63n * 1_000_000_000n - 1n, 2n ** 63n - 1n, 999_999_999],
	] as const) {
		t.deepEqual(splitTime(ns), {sec, nsec});
		t.is(joinTime(sec, nsec), ns);
	}
});

test('of sixteen type codes seven are types, and nothing above them', (t) => {
	const types = Array.from({length: 16}, (_, code) => typeOfMode(code << 12)).filter(
		(type) => type !== undefined,
	);

	t.deepEqual(new Set(types), new Set(Object.keys(typeCode)));
	t.is(typeOfMode(modeOf('sock', 0o7777)), 'sock');
	t.is(typeOfMode(0o200000 | modeOf('reg', 0o644)), undefined);
	t.is(typeOfMode(0x80000000 | modeOf('reg', 0o644)), undefined);
});
