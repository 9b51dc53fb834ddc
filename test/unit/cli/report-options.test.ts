import {resolve} from 'node:path';
import test from 'ava';
import {Command} from 'commander';
import {type ReportFlags, reportTargets, withReports} from '../../../src/cli/report-options.ts';
import {UsageError} from '../../../src/errors.ts';

const suites = resolve(import.meta.dirname, '../../suites');

function targets(...args: readonly string[]) {
	const command = withReports(new Command()).argument('[selection...]').exitOverride();
	command.parse(args, {from: 'user'});
	return {...reportTargets(command.opts<ReportFlags>(), suites), selection: command.args};
}

test('without a file it is the standard output', (t) => {
	t.deepEqual(targets('--tap'), {tap: true, selection: []});
	t.deepEqual(targets('verity', '--json'), {json: true, selection: ['verity']});
	t.deepEqual(targets('--json=-', 'verity'), {json: true, selection: ['verity']});
});

test('paths are made absolute', (t) => {
	t.deepEqual(targets('--tap', 'a.tap', '--json=b.jsonl', '--junit', 'c.xml'), {
		tap: resolve('a.tap'),
		json: resolve('b.jsonl'),
		junit: resolve('c.xml'),
		selection: [],
	});
});

test('a selection that was taken for a file is refused', (t) => {
	t.throws(() => targets('--tap', 'verity'), {
		instanceOf: UsageError,
		message: "--tap took 'verity' for its file, which is the name of a suite or case",
	});
});

test('nothing is asked for, nothing is made', (t) => {
	t.deepEqual(targets('verity'), {selection: ['verity']});
});
