import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {findProgram} from '../../scripts/setup/tools.mjs';
import {bench, root} from './_bench.ts';

const absent = ['clang', 'cmake'].find((program) => findProgram(program) === undefined);
const fuzzing = absent === undefined ? test.serial : test.serial.skip;
const why = absent === undefined ? '' : ` (skipped: no ${absent} is installed)`;

/** The bounds check of a dirent's name, and what is left when somebody forgets half of it. */
const check = 'offset > block->names_len || disk.name_len > block->names_len - offset';
const planted = 'offset > block->names_len';

fuzzing(`a bounds check that is missing is found within a minute, made small and kept${why}`, async (t) => {
	t.timeout(600_000);
	const work = mkdtempSync(join(tmpdir(), 'cfsbench-planted-'));
	t.teardown(() => rmSync(work, {recursive: true}));
	const reader = join(work, 'format');
	cpSync(join(root, 'kernel/format'), reader, {recursive: true});
	const file = join(reader, 'dirent.h');
	const source = readFileSync(file, 'utf8');
	t.is(source.split(check).length, 2);
	writeFileSync(file, source.replace(check, planted));
	const findings = join(work, 'findings');

	const args = [
		'--reader',
		reader,
		'--findings',
		findings,
		'--corpus',
		join(work, 'corpus'),
		'--time',
		'120',
	];
	const {code, output} = await bench(['fuzz', ...args]);

	t.is(code, 1, output);
	t.regex(output, /^finding: .*(inconsistent|Sanitizer|runtime error)/m);
	const [kept, ...more] = readdirSync(findings);
	t.regex(kept ?? '', /^[0-9a-f]{12}\.bin$/);
	t.deepEqual(more, []);

	const whole = await bench([
		'fuzz',
		'--findings',
		findings,
		'--corpus',
		join(work, 'corpus'),
		'--runs',
		'20000',
	]);
	t.is(whole.code, 0, whole.output);
	t.regex(whole.output, /inputs from 9 seeds: no finding/);
});
