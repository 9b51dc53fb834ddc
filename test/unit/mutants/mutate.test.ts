import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {mutate, writeMutant} from '../../../src/mutants/mutate.ts';

const mutant = {id: 'p/m', breaks: 'x', file: 'f/a.c', find: 'one', replace: '$& two', cases: ['s/c']};

test('the text is replaced as it is written', (t) => {
	t.is(mutate('zero one three', mutant), 'zero $& two three');
});

test('a text that is not there once is an error that names the mutant', (t) => {
	for (const source of ['zero', 'one one'])
		t.throws(() => mutate(source, mutant), {
			instanceOf: UsageError,
			message: /^p\/m: expected its text once in kernel\/f\/a\.c, found it [02] times$/,
		});
	t.throws(() => mutate('one', {...mutant, replace: 'one'}), {message: 'p/m changes nothing'});
});

test('a mutant is a copy of the sources; the last one is gone', (t) => {
	const place = mkdtempSync(join(tmpdir(), 'mutate-'));
	t.teardown(() => rmSync(place, {recursive: true}));
	const [kernel, target] = [join(place, 'kernel'), join(place, 'target')];
	for (const path of [join(kernel, 'f'), target]) mkdirSync(path, {recursive: true});
	writeFileSync(join(kernel, 'f/a.c'), 'one');
	writeFileSync(join(kernel, 'b.c'), 'other');
	writeFileSync(join(target, 'old.c'), '');
	writeMutant(kernel, target, mutant);
	t.is(readFileSync(join(target, 'f/a.c'), 'utf8'), '$& two');
	t.is(readFileSync(join(target, 'b.c'), 'utf8'), 'other');
	t.is(readFileSync(join(kernel, 'f/a.c'), 'utf8'), 'one');
	t.throws(() => readFileSync(join(target, 'old.c')), {code: 'ENOENT'});
});
