import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openWrittenFiles} from '../../../src/cli/written-files.ts';
import {UsageError} from '../../../src/errors.ts';
import {cfsbench} from './_cfsbench.ts';

function folder(t: ExecutionContext): string {
	const path = mkdtempSync(join(tmpdir(), 'cfsbench-files-'));
	t.teardown(() => rmSync(path, {recursive: true}));
	return path;
}

test('a file is written whole, into folders that are made; what is not written is as before', (t) => {
	const place = folder(t);
	const [page, kept] = [join(place, 'a/b/page.html'), join(place, 'kept')];
	writeFileSync(kept, 'before');
	{
		using files = openWrittenFiles({'--html': page, '--json': kept, '--markdown': undefined});
		files.write('--html', (path) => `at ${path}`);
		files.write('--markdown', () => t.fail('nobody asked for it') as never);
	}
	t.is(readFileSync(page, 'utf8'), `at ${page}`);
	t.is(readFileSync(kept, 'utf8'), 'before');
	t.deepEqual(readdirSync(place).sort(), ['a', 'kept']);
});

test('what can not be written is a usage error, and the others leave nothing', (t) => {
	const place = folder(t);
	const below = join(place, 'file', 'page.html');
	writeFileSync(join(place, 'file'), '');
	const error = t.throws(() => openWrittenFiles({'--html': join(place, 'good'), '--json': below}), {
		instanceOf: UsageError,
	});
	t.true(error?.message.includes('--json') && error.message.includes(below), error?.message);
	t.regex(error?.remedy ?? '', /name a file/);
	t.deepEqual(readdirSync(place), ['file']);
	t.throws(() => openWrittenFiles({'--html': place}), {instanceOf: UsageError, message: /EISDIR/});
});

test('two options do not share a file', (t) => {
	const path = join(folder(t), 'x');
	t.throws(() => openWrittenFiles({'--html': path, '--json': path}), {
		instanceOf: UsageError,
		message: `--json names the file of --html, ${path}`,
	});
	t.false(existsSync(path));
});

test('the debate says so before anything runs', async (t) => {
	t.timeout(120_000);
	const place = folder(t);
	writeFileSync(join(place, 'file'), '');
	const path = join(place, 'file/x');
	const {code, stdout, stderr} = await cfsbench('debate', '--html', path);
	t.is(code, 2, stderr);
	t.is(stdout, '');
	t.true(stderr.includes("--html: can't write") && stderr.includes(path), stderr);
	t.true(stderr.includes('Remedy: '), stderr);
});
