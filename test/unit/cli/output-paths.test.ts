import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {checkOutputs, writeJson} from '../../../src/cli/output-paths.ts';
import {InfraError, UsageError} from '../../../src/errors.ts';

function place(t: ExecutionContext): string {
	const path = mkdtempSync(join(tmpdir(), 'outputs-'));
	t.teardown(() => rmSync(path, {recursive: true}));
	writeFileSync(join(path, 'file'), 'kept');
	mkdirSync(join(path, 'dir'));
	return path;
}

test('what can be written is neither written nor made by asking', (t) => {
	const root = place(t);
	checkOutputs({json: join(root, 'new.json'), svg: join(root, 'a/b/c')});
	checkOutputs({json: join(root, 'file'), svg: join(root, 'dir')});
	checkOutputs({json: '/dev/stdout'});
	checkOutputs({});
	t.is(readFileSync(join(root, 'file'), 'utf8'), 'kept');
	t.throws(() => readFileSync(join(root, 'new.json')), {code: 'ENOENT'});
});

test('what can not be written is refused by option and path, with a remedy', (t) => {
	const root = place(t);
	for (const [json, why] of [
		['gone/x.json', /there is no directory .*gone$/],
		['dir', /it is a directory$/],
		['file/x.json', /file is no directory$/],
	] as const) {
		const error = t.throws(() => checkOutputs({json: join(root, json)}), {
			instanceOf: UsageError,
			message: why,
		});
		t.true(error?.message.startsWith(`--json ${join(root, json)} can't be written: `));
		t.truthy(error?.remedy);
	}
	for (const svg of ['file', 'file/below'])
		t.throws(() => checkOutputs({svg: join(root, svg)}), {
			instanceOf: UsageError,
			message: /^--svg .* can't be written: .*file is no directory$/,
		});
	t.throws(() => checkOutputs({json: join(root, 'n'.repeat(256))}), {
		instanceOf: UsageError,
		message: /ENAMETOOLONG/,
	});
});

(process.getuid?.() === 0 ? test.skip : test)(
	'neither a file nor a directory that is read-only is taken',
	(t) => {
		const root = place(t);
		chmodSync(join(root, 'file'), 0o444);
		chmodSync(join(root, 'dir'), 0o555);
		for (const outputs of [{json: join(root, 'file')}, {json: join(root, 'dir/x')}, {svg: join(root, 'dir')}])
			t.throws(() => checkOutputs(outputs), {instanceOf: UsageError, message: /EACCES/});
	},
);

test('what can no longer be written is no fault of the bench', async (t) => {
	const root = place(t);
	await writeJson(join(root, 'x.json'), {a: 1});
	t.deepEqual(JSON.parse(readFileSync(join(root, 'x.json'), 'utf8')), {a: 1});
	await t.throwsAsync(() => writeJson(join(root, 'dir'), {}), {
		instanceOf: InfraError,
		message: /^--json .*dir could not be written: EISDIR/,
	});
});
