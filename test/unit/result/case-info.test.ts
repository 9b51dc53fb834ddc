import test from 'ava';
import {readCaseInfo} from '../../../src/result/case-info.ts';

const run = () => {};

test('fills in what a case leaves out', (t) => {
	t.deepEqual(readCaseInfo({title: 'x does y', run}), {
		title: 'x does y',
		groups: ['auto'],
		requires: [],
		fixtures: [],
		batch: false,
		deadlineMs: 20_000,
		module: 'composefs',
	});
});

test('keeps what a case says', (t) => {
	const said = {
		title: 'x does y',
		groups: ['quick'],
		requires: ['fsverity', 'kernel:6.13'],
		fixtures: ['tree'],
		batch: true,
		deadlineMs: 5,
		module: false,
	} as const;

	t.deepEqual(readCaseInfo({...said, run}), said);
});

const broken: readonly (readonly [unknown, RegExp])[] = [
	[undefined, /made by defineCase\(\{\.\.\.\}\), got undefined/],
	[{title: 'x'}, /run to be a function, got undefined/],
	[{run}, /title to be one line of text, got undefined/],
	[{title: 'a\nb', run}, /title to be one line/],
	[{title: 'x', group: ['a'], run}, /Expected one of title, .*, got group/],
	[{title: 'x', groups: 'quick', run}, /groups to be an array, got 'quick'/],
	[{title: 'x', groups: ['Quick'], run}, /groups to hold lower-case words, got 'Quick'/],
	[{title: 'x', requires: ['fs-verity'], run}, /Expected a requirement such as .*, got 'fs-verity'/],
	[{title: 'x', batch: 1, run}, /batch to be true or false, got 1/],
	[{title: 'x', deadlineMs: 0, run}, /deadlineMs to be a whole number/],
	[{title: 'x', deadlineMs: 0.5, run}, /deadlineMs to be a whole number/],
	[{title: 'x', module: true, run}, /module to be a module's name or false, got true/],
	[{title: 'x', module: '../x', run}, /module to be a module's name/],
];
for (const [value, message] of broken)
	test(`refuses ${JSON.stringify(value) ?? 'undefined'}`, (t) => {
		t.throws(() => readCaseInfo(value), {instanceOf: TypeError, message});
	});
