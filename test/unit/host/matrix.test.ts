import {fileURLToPath} from 'node:url';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {parseMatrix, readMatrix, selectTargets} from '../../../src/host/matrix.ts';

test('a target has defaults for all but its name', (t) => {
	const text = `
		[[target]]
		name = 'plain'
		[[target]]
		name = 'full'
		kernel = 'sid/linux-image-cloud-amd64'
		accelerator = 'tcg'
		contestant = 'composefs'
		groups = ['quick', 'verity']
	`;
	t.deepEqual(parseMatrix(text, 'm.toml'), [
		{name: 'plain', kernel: undefined, accelerator: 'auto', contestant: 'composefs', groups: ['auto']},
		{
			name: 'full',
			kernel: 'sid/linux-image-cloud-amd64',
			accelerator: 'tcg',
			contestant: 'composefs',
			groups: ['quick', 'verity'],
		},
	]);
});

const refused = (t: import('ava').ExecutionContext, text: string, message: RegExp, remedy?: RegExp) => {
	const error = t.throws(() => parseMatrix(text, 'm.toml'), {instanceOf: UsageError, message});
	if (remedy !== undefined) t.regex(error?.remedy ?? '', remedy);
};

test('what is wrong is named with its target, rule and value', (t) => {
	const target = "[[target]]\nname = 'a'\n";
	refused(t, '', /at least one/);
	refused(t, 'targets = 1', /got 'targets'/);
	refused(t, '[[target]]\nname = ', /^m\.toml:2:\d+: /);
	refused(t, '[[target]]\n', /\[\[target\]\] 1 of m\.toml: expected a name .* got none/);
	refused(t, "[[target]]\nname = 'A b'", /got "A b"/);
	refused(t, `${target}${target}`, /Two targets .* 'a'/);
	refused(t, `${target}kernal = 'x'`, /has the key 'kernal'/, /^Did you mean kernel\?$/);
	refused(t, `${target}kernel = 612`, /'a' .*got 612/);
	refused(t, `${target}accelerator = 'xen'`, /'a' .*'auto' or 'kvm' or 'tcg', got "xen"/);
	refused(t, `${target}contestant = 'vfat'`, /'a' .*expected 'composefs' or .*'checkout', got "vfat"/);
	refused(t, `${target}groups = 'quick'`, /'a' .*list of words, got "quick"/);
	refused(t, `${target}groups = []`, /list of words, got \[\]/);
});

test('targets are selected by name, in the order of the matrix', (t) => {
	const all = parseMatrix("[[target]]\nname = 'one'\n[[target]]\nname = 'two'\n", 'm.toml');
	const names = (wanted: string[]) => selectTargets(all, wanted).map(({name}) => name);
	t.deepEqual(names([]), ['one', 'two']);
	t.deepEqual(names(['two', 'one']), ['one', 'two']);
	t.deepEqual(names(['two']), ['two']);
	const error = t.throws(() => names(['tow']), {instanceOf: UsageError, message: /'tow'/});
	t.is(error?.remedy, 'Did you mean two?');
});

test("the repository's matrix is a good one", async (t) => {
	const targets = await readMatrix(fileURLToPath(new URL('../../../matrix.toml', import.meta.url)));
	t.deepEqual(
		targets.map(({name}) => name),
		['stable', 'rt', 'trixie', 'sid', 'debug'],
	);
	await t.throwsAsync(readMatrix('/nonexistent.toml'), {instanceOf: UsageError, message: /nonexistent/});
});
