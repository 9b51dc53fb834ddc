import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {
	type ExpectedFailure,
	readExpectedFailures,
	withExpectation,
} from '../../../src/host/expected-failures.ts';
import {isBadResult} from '../../../src/result/bad.ts';
import type {CaseFinished} from '../../../src/result/events.ts';
import type {Outcome} from '../../../src/result/outcome.ts';

const release = '6.12.117+deb12-cloud-amd64';
const entry: ExpectedFailure = {case: 'verity/*', reason: 'known', expires: '2030-01-31'};
const failed: Outcome = {kind: 'failed', failures: [{source: 'assertion', message: 'expected EIO'}]};

function verdict(outcome: Outcome, item: Partial<ExpectedFailure> = {}, caseId = 'verity/x', on = release) {
	const result: CaseFinished = {
		type: 'case-finished',
		caseId,
		outcome,
		ms: 1,
		console: {path: '', lines: [], cutBytes: 0},
		log: [],
	};
	const judged = withExpectation(result, [{...entry, ...item}], on);
	return `${judged.annotation?.kind ?? 'none'} ${isBadResult(judged) ? 'bad' : 'good'}`;
}

test('an expected failure is good and an unexpected pass is bad', (t) => {
	t.is(verdict(failed), 'expected-failure good');
	t.is(verdict({kind: 'crashed', reason: 'oops'}), 'expected-failure good');
	t.is(verdict({kind: 'passed'}), 'unexpected-pass bad');
	t.is(verdict({kind: 'notrun', reason: 'absent'}), 'none good');
	t.is(verdict(failed, {}, 'mount/x'), 'none bad');
	t.is(verdict({kind: 'passed'}, {}, 'mount/x'), 'none good');
});

test('an entry holds for its kernels only: from is in, before is out', (t) => {
	t.is(verdict(failed, {from: '6.12.117'}), 'expected-failure good');
	t.is(verdict(failed, {from: '6.13'}), 'none bad');
	t.is(verdict(failed, {before: '6.12.117'}), 'none bad');
	t.is(verdict(failed, {from: '6.9', before: '6.12.118'}), 'expected-failure good');
	t.is(verdict({kind: 'passed'}, {before: '6.12'}), 'none good');
	t.is(verdict(failed, {from: '7.2'}, 'verity/x', '7.2-rc3'), 'expected-failure good');
});

test('an entry that says which failure forgives no other', (t) => {
	t.is(verdict(failed, {says: 'expected EIO'}), 'expected-failure good');
	t.is(verdict({kind: 'crashed', reason: 'oops'}, {says: 'expected EIO'}), 'none bad');
});

function file(content: unknown): string {
	const path = join(mkdtempSync(join(tmpdir(), 'cfsbench-')), 'expected.json');
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}

test('an entry holds to the end of its last day and is then an error that names it', async (t) => {
	const path = file([entry]);
	t.is((await readExpectedFailures(path, new Date('2030-01-31T23:59:00Z'))).length, 1);
	const error = await t.throwsAsync(readExpectedFailures(path, new Date('2030-02-01T00:00:00Z')), {
		instanceOf: UsageError,
	});
	t.true(error?.message.endsWith("'verity/*' expired on 2030-01-31 (known)"), error?.message);
});

for (const [what, content, says] of [
	['no JSON', '[', /JSON/],
	['an object', {}, /Expected an array/],
	['no reason', [{case: 'a/b', expires: '2030-01-01'}], /Expected 'reason' in \{"case":"a\/b"/],
	['no date', [{...entry, expires: '2030-02-30'}], /Expected 'expires' to be a day such as 2030-12-31/],
	['no version', [{...entry, from: 'v6'}], /Expected 'from' to be a kernel version such as 6\.12/],
	['a slip of the pen', [{...entry, expire: '2030-01-01'}], /Expected one of case, .*, got 'expire'/],
] as const)
	test(`a list with ${what} is an error that says what was expected`, async (t) => {
		await t.throwsAsync(readExpectedFailures(file(content)), {instanceOf: UsageError, message: says});
	});

test('without the file nothing is expected', async (t) => {
	t.deepEqual(await readExpectedFailures('/nonexistent/expected.json'), []);
});
