import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {parseMutants, readCatalogue, selectMutants} from '../../../src/mutants/catalogue.ts';
import {mutate} from '../../../src/mutants/mutate.ts';
import {allCases} from '../host/_listed.ts';

const root = join(import.meta.dirname, '../../..');
const good =
	"[[mutant]]\nname = 'a'\nbreaks = 'x'\nfile = 'dir.c'\nfind = 'one'\nreplace = 'two'\ncases = ['s/c']\n";

test('a mutant is read with its part as first half of its id', (t) => {
	t.deepEqual(parseMutants(good, 'part.toml'), [
		{id: 'part/a', breaks: 'x', file: 'dir.c', find: 'one', replace: 'two', cases: ['s/c']},
	]);
});

test('what is wrong is named with its place, rule and value', (t) => {
	const refused = (text: string, message: RegExp) =>
		t.throws(() => parseMutants(text, 'part.toml'), {instanceOf: UsageError, message});
	refused('', /at least one \[\[mutant\]\] in part\.toml/);
	refused('[[mutant', /^part\.toml: /);
	refused(`${good}finds = 'x'`, /\[\[mutant\]\] 1 of part\.toml has the key 'finds'/);
	refused(good.replace("'dir.c'", '3'), /expected file to be text, got 3/);
	refused(good.replace("['s/c']", '[]'), /expected cases to be a list of ids, got \[\]/);
});

test('words select parts and mutants, the nearest is told', (t) => {
	const mutants = parseMutants(`${good}${good.replace("'a'", "'b'")}`, 'part.toml');
	const ids = (words: string[]) => selectMutants(mutants, words).map(({id}) => id);
	t.deepEqual(ids([]), ['part/a', 'part/b']);
	t.deepEqual(ids(['part']), ['part/a', 'part/b']);
	t.deepEqual(ids(['part/b']), ['part/b']);
	const error = t.throws(() => ids(['prat']), {instanceOf: UsageError, message: /'prat'/});
	t.is(error?.remedy, 'Did you mean part?');
});

test("the project's mutants fit the driver, and name cases that there are", async (t) => {
	const mutants = readCatalogue(join(root, 'test/mutants'));
	t.true(mutants.length >= 60);
	const cases = await allCases();
	const known = new Set(cases.map(({id}) => id));
	for (const mutant of mutants) {
		t.notThrows(() => mutate(readFileSync(join(root, 'kernel', mutant.file), 'utf8'), mutant));
		for (const id of mutant.cases) t.true(known.has(id), `${mutant.id} names ${id}`);
	}
	const named = new Set(mutants.flatMap((mutant) => mutant.cases));
	const quick = cases.filter(({groups}) => groups.includes('quick')).map(({id}) => id);
	t.deepEqual(
		quick.filter((id) => !named.has(id)),
		[],
		'quick cases that no mutant names',
	);
});
