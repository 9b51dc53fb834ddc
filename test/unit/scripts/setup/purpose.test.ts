import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {debugTargets, purposeOf} from '../../../../scripts/setup/purpose.mjs';
import {findTools} from '../../../../scripts/setup/tools.mjs';

const asksForDebug = (...args: string[]) => purposeOf(args).debugKernel === true;

test('the debug kernel is asked for by name', (t) => {
	t.true(asksForDebug('--kernel', 'debug'));
	t.true(asksForDebug('-g', 'quick', '--kernel=debug', 'mount/*'));
	t.false(asksForDebug());
	t.false(asksForDebug('--kernel', 'host', 'debug'));
	t.false(asksForDebug('--kernel', './debug'));
	t.false(asksForDebug('--kernel'));
});

test('the project’s matrix asks for it, unless other targets are named', (t) => {
	t.true(asksForDebug('--matrix'));
	t.true(asksForDebug('--matrix', '-g', 'quick'));
	t.true(asksForDebug('--target', 'debug'));
	t.true(asksForDebug('--matrix', '--target', 'stable', '--target=debug'));
	t.false(asksForDebug('--target', 'sid'));
	t.false(asksForDebug('--matrix', '--target', 'stable'));
});

test('another matrix asks for what it says', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-matrix-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const file = join(folder, 'own.toml');
	writeFileSync(file, '[[target]]\nname = \'a\'\n\n[[target]]\nkernel = "debug"\nname = "b"\n');

	t.true(asksForDebug('--matrix', file));
	t.true(asksForDebug(`--matrix=${file}`, '--target', 'b'));
	t.false(asksForDebug(`--matrix=${file}`, '--target', 'a'));
	t.false(asksForDebug('--matrix', join(folder, 'absent.toml')));
});

test('a kernel in a comment is none', (t) => {
	t.deepEqual(debugTargets("[[target]]\nname = 'a'\n# kernel = 'debug'\n"), []);
	t.deepEqual(debugTargets(''), []);
});

test('what its build takes is looked for only when it is asked for', (t) => {
	const packages = (purpose: Parameters<typeof findTools>[0]) =>
		findTools(purpose).map((tool) => tool.package);
	for (const name of ['flex', 'bison', 'bc', 'lz4', 'libelf-dev']) {
		t.true(packages(purposeOf(['--kernel', 'debug'])).includes(name));
		t.false(packages(purposeOf([])).includes(name));
	}
});

test('who asks for help, a list or a comparison gets no packages installed', (t) => {
	for (const args of [['--help'], ['-h', '--kernel', 'debug'], ['verity', '--list'], ['--compare', 'a', 'b']])
		t.deepEqual(findTools(purposeOf(args)), []);
	t.not(findTools(purposeOf(['verity', '--watch'])).length, 0);
});
