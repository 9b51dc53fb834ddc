import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {selectFiles, selectGroups} from '../../../src/host/select.ts';
import {listed} from './_listed.ts';

const where = {cwd: '/project', suites: '/project/test/suites'};
const files = ['mount/digest', 'mount/twice', 'verity/wrong-digest-is-eio'].map((id) => ({
	id,
	file: `/project/test/suites/${id}.ts`,
}));
const select = (...words: string[]) => selectFiles(files, words, where).map(({id}) => id);

test('selects all without a word', (t) => {
	t.is(select().length, 3);
});

test('selects a suite, a case, a path to either, and globs', (t) => {
	t.deepEqual(select('mount'), ['mount/digest', 'mount/twice']);
	t.deepEqual(select('mount/'), ['mount/digest', 'mount/twice']);
	t.deepEqual(select('mount/twice'), ['mount/twice']);
	t.deepEqual(select('test/suites/mount/twice.ts'), ['mount/twice']);
	t.deepEqual(select('/project/test/suites/verity'), ['verity/wrong-digest-is-eio']);
	t.deepEqual(select('test/suites'), select());
	t.deepEqual(select('*/*dig*'), ['mount/digest', 'verity/wrong-digest-is-eio']);
	t.deepEqual(select('m?unt/**'), ['mount/digest', 'mount/twice']);
	t.deepEqual(select('ver*'), ['verity/wrong-digest-is-eio']);
});

test('selects a case once, in the order of the list', (t) => {
	t.deepEqual(select('verity', 'mount/twice', 'mount'), [
		'mount/digest',
		'mount/twice',
		'verity/wrong-digest-is-eio',
	]);
});

test('refuses an unknown word and suggests the nearest', (t) => {
	const error = t.throws(() => select('mount/twise'), {
		instanceOf: UsageError,
		message: "no suite or case is named 'mount/twise'",
	});
	t.is((error as UsageError).remedy, 'Did you mean mount/twice?');

	const typo = t.throws(() => select('vrity'), {instanceOf: UsageError});
	t.regex((typo as UsageError).remedy ?? '', /verity/);

	const far = t.throws(() => select('something-else-entirely'), {instanceOf: UsageError});
	t.regex((far as UsageError).remedy ?? '', /the suites are mount, verity/);
});

test('a part of a name is not the name', (t) => {
	t.throws(() => select('moun'), {instanceOf: UsageError});
});

const cases = [
	listed('a/auto', {groups: ['auto', 'quick']}),
	listed('a/stress', {groups: ['stress']}),
	listed('a/dangerous', {groups: ['auto', 'dangerous']}),
];
const groups = (given: Partial<Parameters<typeof selectGroups>[2]>, from = cases) =>
	selectGroups(from, cases, {groups: [], exclude: [], named: false, ...given}).map(({id}) => id);

test('runs the auto group unless others are asked for or cases are named', (t) => {
	t.deepEqual(groups({}), ['a/auto', 'a/dangerous']);
	t.deepEqual(groups({groups: ['stress']}), ['a/stress']);
	t.deepEqual(groups({named: true}), ['a/auto', 'a/stress', 'a/dangerous']);
	t.deepEqual(groups({exclude: ['dangerous']}), ['a/auto']);
	t.deepEqual(groups({named: true, exclude: ['dangerous']}), ['a/auto', 'a/stress']);
});

test('excludes a usual group where no case is in it', (t) => {
	const [auto] = cases;
	t.deepEqual(
		selectGroups(auto ? [auto] : [], auto ? [auto] : [], {
			groups: [],
			exclude: ['dangerous'],
			named: true,
		}).map(({id}) => id),
		['a/auto'],
	);
});

test('refuses an unknown group and an empty selection', (t) => {
	const error = t.throws(() => groups({groups: ['quik']}), {
		instanceOf: UsageError,
		message: "no case is in the group 'quik'",
	});
	t.is((error as UsageError).remedy, 'Did you mean quick?');
	t.throws(() => groups({groups: ['stress'], exclude: ['stress']}), {
		instanceOf: UsageError,
		message: 'the selection holds no case',
	});
});

test('says that words and groups select nothing together', (t) => {
	const stress = cases.filter(({id}) => id === 'a/stress');
	const error = t.throws(
		() => groups({groups: ['quick', 'dangerous'], exclude: ['auto'], named: true}, stress),
		{
			instanceOf: UsageError,
			message: "none of the 1 named cases is in the group 'quick' or 'dangerous' and outside 'auto'",
		},
	);
	t.regex(
		(error as UsageError).remedy ?? '',
		/leave out one of them \(the groups of these cases are stress\)/,
	);
});
