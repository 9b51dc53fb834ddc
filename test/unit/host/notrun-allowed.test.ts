import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {discoverCases} from '../../../src/host/discover.ts';
import {isAllowed, readAllowedNotruns} from '../../../src/host/notrun-allowed.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-notrun-'));
test.after.always(() => rmSync(directory, {recursive: true}));

async function list(text: string) {
	const path = join(directory, `${Math.random()}.json`);
	writeFileSync(path, text);
	return readAllowedNotruns(path);
}

test('allows by case and reason, with globs', async (t) => {
	const allowed = await list(
		'[{"case": "stack/*", "reason": "no module erofs", "why": "cloud kernels lack it"}]',
	);

	t.true(isAllowed(allowed, 'stack/erofs', 'the kernel has no module erofs'));
	t.false(isAllowed(allowed, 'stack/erofs', 'the kernel has no module btrfs'));
	t.false(isAllowed(allowed, 'mount/stack', 'the kernel has no module erofs'));
});

test('allows nothing without the file', async (t) => {
	t.deepEqual(await readAllowedNotruns(join(directory, 'absent.json')), []);
});

test('refuses what is no list, naming the file', async (t) => {
	for (const text of ['{}', '[{"case": "a/b"}]', '[', '[null]']) {
		const error = await t.throwsAsync(list(text), {instanceOf: UsageError});
		t.true(error?.message.startsWith(directory));
	}
});

test("every item of the project's own list still speaks of a case", async (t) => {
	const tests = resolve(import.meta.dirname, '../..');
	const cases = await discoverCases(join(tests, 'suites'));
	const allowed = await readAllowedNotruns(join(tests, 'notrun-allowed.json'));

	t.true(allowed.length > 0);
	for (const item of allowed)
		t.true(
			cases.some(({id}) => isAllowed([item], id, item.reason)),
			`no case is named '${item.case}'`,
		);
});
