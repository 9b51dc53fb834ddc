import test from 'ava';
import {
	layOutPayload,
	payloadHeaderBytes,
	readPayloadHeader,
	readPayloadIndex,
} from '../../../src/result/payload.ts';

const files = [
	{path: 'modules/composefs.ko', size: 100_000},
	{path: 'cases/a/b.cjs', size: 0},
	{path: 'cases/a/c.cjs', size: 4097, mode: 0o755},
];

test('an index reads back as it was laid out', (t) => {
	const {head, entries} = layOutPayload(files);
	const length = readPayloadHeader(head);
	const index = readPayloadIndex(head.subarray(payloadHeaderBytes, payloadHeaderBytes + length));

	t.deepEqual([...index.values()], [...entries]);
	t.is(index.get('cases/a/c.cjs')?.mode, 0o755);
});

test('files lie on pages, apart from each other and from the index', (t) => {
	const {head, entries, bytes} = layOutPayload(files);
	let end = head.length;
	for (const {offset, size} of entries) {
		t.is(offset % 4096, 0);
		t.true(offset >= end);
		end = offset + size;
	}
	t.true(bytes >= end);
	t.is(bytes % 4096, 0);
});

test('an index of many pages leaves room for itself', (t) => {
	const many = Array.from({length: 5_000}, (_, i) => ({path: `cases/suite/case-${i}.cjs`, size: 1}));
	const {head, entries} = layOutPayload(many);

	t.true(head.length > 65_536);
	t.true((entries[0]?.offset ?? 0) >= head.length);
});

test('refuses another disk', (t) => {
	t.throws(() => readPayloadHeader(Buffer.alloc(payloadHeaderBytes)), {
		instanceOf: RangeError,
		message: /Expected a payload disk/,
	});
	t.throws(() => readPayloadHeader(Buffer.from('cfs')), {instanceOf: RangeError});
});

test('refuses an index of absurd length', (t) => {
	const {head} = layOutPayload(files);
	head.writeBigUInt64LE(1n << 40n, 8);

	t.throws(() => readPayloadHeader(head), {instanceOf: RangeError, message: /index of at most/});
});
