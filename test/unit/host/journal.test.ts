import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError} from '../../../src/errors.ts';
import {openJournal} from '../../../src/host/journal.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-journal-'));
test.after.always(() => rmSync(directory, {recursive: true}));

test('keeps every event that tells something, and sums them up', (t) => {
	const journal = openJournal(directory);
	journal({type: 'progress', progress: {type: 'step-advanced', step: 'download', done: 1}});
	journal({type: 'progress', progress: {type: 'step-finished', step: 'download', ms: 5}});
	journal({
		type: 'case-finished',
		caseId: 's/a',
		outcome: {kind: 'crashed', reason: 'oops'},
		ms: 7,
		console: {path: '/c', lines: [], cutBytes: 0},
		log: [],
	});
	const counts = {passed: 0, failed: 0, notrun: 0, crashed: 1, timedout: 0};
	journal({type: 'run-finished', counts, unjudged: ['s/b'], exitCode: 3, ms: 9});

	const events = readFileSync(join(directory, 'events.jsonl'), 'utf8').trim().split('\n');
	t.deepEqual(
		events.map((line) => JSON.parse(line).type),
		['progress', 'case-finished', 'run-finished'],
	);
	t.deepEqual(JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8')), {
		counts,
		exitCode: 3,
		ms: 9,
		unjudged: ['s/b'],
		cases: [{caseId: 's/a', outcome: {kind: 'crashed', reason: 'oops'}, ms: 7}],
	});
});

test('a place that cannot be written is named', (t) => {
	t.throws(() => openJournal('/proc/nowhere'), {
		instanceOf: InfraError,
		message: /can't write \/proc\/nowhere\/events\.jsonl: ENOENT/,
	});
});
