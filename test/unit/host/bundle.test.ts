import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import test from 'ava';
import {BuildError, UsageError} from '../../../src/errors.ts';
import {bundleAgent, bundleCases} from '../../../src/host/bundle.ts';
import {discoverCases} from '../../../src/host/discover.ts';
import {listSelected} from '../../../src/host/list.ts';
import {loadCases} from '../../../src/host/load-cases.ts';
import {StackMapper} from '../../../src/host/source-map.ts';

const root = resolve(import.meta.dirname, '../../..');
// Below the checkout, because cases import '#case' by its package.json.
mkdirSync(join(root, '.cache'), {recursive: true});
const suites = mkdtempSync(join(root, '.cache/bundle-test-'));
test.after.always(() => rmSync(suites, {recursive: true}));

function writeCase(id: string, body: string) {
	const file = join(suites, `${id}.ts`);
	mkdirSync(resolve(file, '..'), {recursive: true});
	writeFileSync(file, `import {defineCase} from '#case';\n\nexport default defineCase(${body});\n`);
	return {id, file};
}

const good = `{
	title: 'x does y',
	module: false,
	run() {
		throw new Error('here');
	},
}`;

test('finds cases by suite, without helpers and declarations', async (t) => {
	const where = join(suites, 'discover');
	mkdirSync(join(where, 'b'), {recursive: true});
	mkdirSync(join(where, '_helpers'));
	for (const name of [
		'b/z.ts',
		'b/a.ts',
		'b/_helper.ts',
		'b/c.d.ts',
		'b/notes.md',
		'_helpers/x.ts',
		'top.ts',
	])
		writeFileSync(join(where, name), '');

	t.deepEqual(
		(await discoverCases(where)).map(({id}) => id),
		['b/a', 'b/z'],
	);
	await t.throwsAsync(discoverCases(join(where, 'absent')), {
		instanceOf: UsageError,
		message: /absent does not exist/,
	});
});

test('bundles a case, reads what it says, and maps its lines back', async (t) => {
	const file = writeCase('s/good', good);
	const bundles = await bundleCases(root, [file]);
	const [listed] = loadCases([file], bundles);
	t.like(listed, {id: 's/good', title: 'x does y', groups: ['auto'], module: false});

	const code = Buffer.from(bundles.get('s/good')?.code ?? '').toString();
	const line = code.split('\n').findIndex((text) => text.includes('throw new Error')) + 1;
	const column = (code.split('\n')[line - 1] ?? '').indexOf('throw') + 1;
	const mapper = new StackMapper(await bundleAgent(root), bundles);
	const source = file.file.slice(root.length + 1);
	t.is(mapper.stack(`    at run (/cases/s/good.cjs:${line}:${column})`), `    at run (${source}:7:3)`);
	t.is(mapper.stack('at node:fs:1:2'), 'at node:fs:1:2');
});

test("a case that does not compile is a BuildError with the compiler's words", async (t) => {
	const error = await t.throwsAsync(bundleCases(root, [writeCase('s/broken', '{title: }')]), {
		instanceOf: BuildError,
	});
	t.regex(error?.message ?? '', /s\/broken\.ts does not compile/);
	t.regex((error as BuildError).detail ?? '', /Unexpected "}"/);
});

test('a case that says nonsense is a BuildError that names file and rule', async (t) => {
	const file = writeCase('s/nonsense', "{title: 'x', groups: 'quick', run() {}}");
	const bundles = await bundleCases(root, [file]);

	t.throws(() => loadCases([file], bundles), {
		instanceOf: BuildError,
		message: /s\/nonsense\.ts is not a case: Expected groups to be an array/,
	});
});

test('lists the selection without booting anything', async (t) => {
	const where = join(suites, 'list');
	mkdirSync(join(where, 's'), {recursive: true});
	const body = (more: string) =>
		`import {defineCase} from '#case';\nexport default defineCase({title: 'x', ${more} run() {}});\n`;
	writeFileSync(join(where, 's/a.ts'), body(''));
	writeFileSync(join(where, 's/b.ts'), body("groups: ['stress'],"));
	writeFileSync(join(where, 's/c.ts'), body("fixtures: ['tree'],"));
	const list = async (selection: string[], groups: string[] = [], tree?: string) => {
		const found = await listSelected({root, suites: where, selection, groups, exclude: [], tree, cwd: root});
		return found.cases.map(({id}) => id);
	};

	t.deepEqual(await list([]), ['s/a', 's/c']);
	t.deepEqual(await list([], ['stress']), ['s/b']);
	t.deepEqual(await list(['s/b']), ['s/b']);
	t.deepEqual(await list([], [], '/usr'), ['s/c']);
});
