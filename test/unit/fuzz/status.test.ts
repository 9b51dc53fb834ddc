import test from 'ava';
import {addStatuses, noStatus, parseFault, parseStatus} from '../../../src/fuzz/status.ts';

test('the lines that say how far it is are read, and no others', (t) => {
	const line = '#2097152\tpulse  cov: 412 ft: 1803 corp: 480/88Kb lim: 2048 exec/s: 21845 rss: 512Mb';
	t.deepEqual(parseStatus(line), {runs: 2097152, coverage: 412, corpus: 480, perSecond: 21845});
	t.deepEqual(
		parseStatus('#7\tNEW    cov: 5 ft: 5 corp: 2/3b lim: 4 exec/s: 0 rss: 30Mb L: 2/2 MS: 1 ShuffleBytes-')
			?.corpus,
		2,
	);
	for (const other of ['INFO: Seed: 1', '#2 INITED', '==1== ERROR: AddressSanitizer: x'])
		t.is(parseStatus(other), undefined);
});

test('what went wrong is one line, of the target or of a sanitizer', (t) => {
	t.is(
		parseFault('a\ninconsistent: a name is lost\n==1== ERROR: libFuzzer: deadly signal'),
		'inconsistent: a name is lost',
	);
	t.is(
		parseFault('x\n==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 1'),
		'==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 1',
	);
	t.regex(parseFault('reader.c:5:3: runtime error: shift'), /runtime error/);
	t.is(parseFault(''), 'it ended without a word');
});

test('processes that share a corpus add up what they ran, and reach what any reaches', (t) => {
	const one = {runs: 100, coverage: 30, corpus: 7, perSecond: 50};
	const other = {runs: 60, coverage: 40, corpus: 6, perSecond: 30};

	t.deepEqual(addStatuses([one, other]), {runs: 160, coverage: 40, corpus: 7, perSecond: 80});
	t.deepEqual(addStatuses([noStatus]), noStatus);
});
