import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {compareCorpus} from '../../../src/fuzz/compare-corpus.ts';
import {sample} from '../image/sample.ts';

function corpus(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	writeFileSync(join(folder, 'a'), sample);
	writeFileSync(join(folder, 'b'), sample.subarray(0, 300));
	writeFileSync(join(folder, 'c'), 'no image');
	return folder;
}

test('every input is read by both readers, which agree', (t) => {
	t.deepEqual(compareCorpus(corpus(t)), {inputs: 3});
});

test('the first input on which they differ is given, in whatever window', (t) => {
	const disagreement = {what: 'superblock', ours: [], drivers: 'whole'};
	const differ = (image: Buffer, window: number) =>
		image.length === 300 && window === 4096 ? [disagreement] : [];

	t.deepEqual(compareCorpus(corpus(t), differ), {
		inputs: 2,
		differing: {input: sample.subarray(0, 300), disagreements: [disagreement]},
	});
});
