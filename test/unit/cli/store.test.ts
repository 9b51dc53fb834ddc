import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {cfsbench, layOut} from './_cfsbench.ts';

test('a store is verified, collected and repaired, each with its exit code', async (t) => {
	const {tree, image, store} = layOut(t);
	await cfsbench('image', 'create', tree, image, '--store', store, '--no-verity');
	const [object = ''] = (await cfsbench('image', 'objects', image)).stdout.split('\n');
	t.deepEqual(await cfsbench('store', 'verify', store), {
		code: 0,
		stdout: `${store}: 1 objects, 7 bytes, 0 findings\n`,
		stderr: '',
	});
	writeFileSync(join(store, '.tmp-1'), '');

	const dry = await cfsbench('store', 'gc', store, '--images', image, '--dry-run');
	t.is(
		dry.stdout,
		`would remove .tmp-1\n${store}: 1 objects kept, 0 of 0 bytes and 1 temporary files to remove\n`,
	);
	t.true(readdirSync(store).includes('.tmp-1'));
	const json = await cfsbench('store', 'gc', store, '--images', image, '--json');
	t.deepEqual(JSON.parse(json.stdout), {kept: 1, removed: [], removedBytes: 0, temporaries: ['.tmp-1']});

	writeFileSync(join(store, object), 'Content');
	const verified = await cfsbench('store', 'verify', store, '--json');
	t.is(verified.code, 1);
	t.like(JSON.parse(verified.stdout), {path: object, fault: 'digest'});
	const repaired = await cfsbench('store', 'repair', store);
	t.deepEqual(repaired, {
		code: 1,
		stdout: `${object}: digest: moved aside\n${store}: 0 mended, 1 not\n`,
		stderr: '',
	});
	t.is((await cfsbench('store', 'missing', image, '--store', store)).stdout, `${object}\n`);
	await cfsbench('image', 'create', tree, image, '--store', store);
	t.is((await cfsbench('store', 'verify', store)).code, 0);
});

test('no store, and nothing to keep, are exit 2', async (t) => {
	const {directory} = layOut(t);
	const none = join(directory, 'none');
	for (const [args, message] of [
		[['verify', none], /^cfsbench: Expected a directory as object store, got '.*none': ENOENT/],
		[['gc', directory], /required option '--images <file...>' not specified/],
		[
			['gc', directory, '--images', none],
			/^cfsbench: Expected an image, or a directory of them, got '.*none': ENOENT/,
		],
		[['verify', directory, '--threads', '0'], /Expected a whole number from 1/],
	] as const) {
		const {code, stderr} = await cfsbench('store', ...args);
		t.is(code, 2, stderr);
		t.regex(stderr, message);
	}
});
