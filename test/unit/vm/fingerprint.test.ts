import {createHash} from 'node:crypto';
import {readFile, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {Fingerprints, keyOf} from '../../../src/vm/fingerprint.ts';
import {temporaryDirectory} from './temporary.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a fingerprint is the SHA-256 of the content', async (t) => {
	const directory = await temporaryDirectory(t);
	const file = join(directory, 'file');
	await writeFile(file, 'content');
	const fingerprints = await Fingerprints.open(directory);
	t.is(await fingerprints.of(file), sha256('content'));
});

test('a file that changed is read again, even with its size and times as before', async (t) => {
	const directory = await temporaryDirectory(t);
	const file = join(directory, 'file');
	const then = new Date(1_000_000_000_000);
	const fingerprints = await Fingerprints.open(directory);
	for (const text of ['one', 'two']) {
		await writeFile(file, text);
		await utimes(file, then, then);
		t.is(await fingerprints.of(file), sha256(text));
	}
});

test('what was learnt of a settled file is remembered; a torn memory is forgotten', async (t) => {
	const directory = await temporaryDirectory(t);
	const first = await Fingerprints.open(directory);
	const digest = await first.of('/bin/sh');
	await first.save();
	const path = join(directory, 'fingerprints.json');
	t.true((await readFile(path, 'utf8')).includes(digest));
	t.is(await (await Fingerprints.open(directory)).of('/bin/sh'), digest);

	await writeFile(path, '{"torn');
	t.is(await (await Fingerprints.open(directory)).of('/bin/sh'), digest);
});

test('a key depends on the value only', (t) => {
	t.is(keyOf(['a', 1]), keyOf(['a', 1]));
	t.not(keyOf(['a', 1]), keyOf(['a', 2]));
	t.regex(keyOf({}), /^[0-9a-f]{32}$/);
});
