import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {UsageError} from '../../../../src/errors.ts';
import {parseSources, signedBy, suiteLines} from '../../../../src/vm/kernel/suite.ts';

const stanzas = `Types: deb
# a comment
URIs: http://one.example/debian
Suites: bookworm bookworm-updates
Signed-By: /keys/one.gpg

Types: deb
URIs: http://two.example/debian-security
Suites: bookworm-security
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
`;

function setUp() {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-suite-'));
	const entry = join(folder, 'debian.sources');
	writeFileSync(entry, stanzas);
	const sources = parseSources(
		[
			`http://one.example/debian/\tbookworm\t${entry}:1\tDebian`,
			`http://one.example/debian/\tbookworm-updates\t${entry}:1\tDebian`,
			`http://two.example/debian-security/\tbookworm-security\t${entry}:2\tDebian`,
			'',
		].join('\n'),
	);
	return {sources, [Symbol.dispose]: () => rmSync(folder, {recursive: true})};
}

test('another suite comes from where this one does, checked with its keys', async (t) => {
	using own = setUp();
	t.deepEqual(await suiteLines('sid', 'bookworm', own.sources), [
		'deb [signed-by=/keys/one.gpg] http://one.example/debian/ sid main',
	]);
});

test('a part of a suite comes with the suite, from where that part is', async (t) => {
	using own = setUp();
	t.deepEqual(await suiteLines('trixie-security', 'bookworm', own.sources), [
		'deb [signed-by=/keys/one.gpg] http://one.example/debian/ trixie main',
		'deb http://two.example/debian-security/ trixie-security main',
	]);
	t.deepEqual(await suiteLines('trixie-backports', 'bookworm', own.sources), [
		'deb [signed-by=/keys/one.gpg] http://one.example/debian/ trixie main',
		'deb [signed-by=/keys/one.gpg] http://one.example/debian/ trixie-backports main',
	]);
});

test('a system that is configured with something else is told so', async (t) => {
	using own = setUp();
	await t.throwsAsync(suiteLines('sid', 'noble', own.sources), {instanceOf: UsageError, message: /'noble'/});
});

test('keyrings are found in both formats of sources', (t) => {
	t.is(signedBy('/x/debian.sources:1', stanzas), '/keys/one.gpg');
	t.is(signedBy('/x/debian.sources:2', stanzas), undefined);
	const line = '# first\ndeb [arch=amd64 signed-by=/keys/two.gpg] http://x y main\ndeb http://x y main\n';
	t.is(signedBy('/x/sources.list:2', line), '/keys/two.gpg');
	t.is(signedBy('/x/sources.list:3', line), undefined);
});
