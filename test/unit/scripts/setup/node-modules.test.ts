import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {installNodeModules, staleness} from '../../../../scripts/setup/node-modules.mjs';
import {Stop} from '../../../../scripts/setup/stop.mjs';

// Stands in for npm: notes its arguments, then does what the first line of the lock file's `npm` field says.
const npm = `
const {appendFileSync, mkdirSync, readFileSync, writeFileSync} = require('node:fs');
const {packages, npm} = JSON.parse(readFileSync('package-lock.json', 'utf8'));
appendFileSync(process.env.FAKE_NPM_LOG, process.argv.slice(2).join(' ') + '\\n');
mkdirSync('node_modules/a', {recursive: true});
if (npm === 'fail') { console.error('npm error no network'); process.exit(1); }
if (npm === 'hang') setTimeout(() => {}, 60000);
else setTimeout(() => writeFileSync('node_modules/.package-lock.json', JSON.stringify({packages})), 100);
`;

const packages = {
	'': {},
	'node_modules/a': {version: '1.0.0'},
	'node_modules/b': {version: '2.0.0', optional: true},
};

function setUp(behaviour = 'work') {
	const root = mkdtempSync(join(tmpdir(), 'cfsbench-install-'));
	writeFileSync(join(root, 'npm-cli.js'), npm);
	writeFileSync(join(root, 'package.json'), '{}');
	writeFileSync(join(root, '.npmrc'), '');
	writeFileSync(join(root, 'package-lock.json'), JSON.stringify({packages, npm: behaviour}));
	process.env.npm_execpath = join(root, 'npm-cli.js');
	process.env.FAKE_NPM_LOG = join(root, 'npm.log');
	return {
		root,
		installed: (content: object) => {
			mkdirSync(join(root, 'node_modules'), {recursive: true});
			writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({packages: content}));
		},
		calls: () =>
			existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8').trim().split('\n') : [],
		leftovers: () => readdirSync(join(root, '.cache')).filter((name) => name.startsWith('install-')),
		[Symbol.dispose]: () => rmSync(root, {recursive: true}),
	};
}

const never = new AbortController().signal;

test.serial('what npm wrote down decides whether node_modules is as the lock file says', (t) => {
	using own = setUp();
	t.is(staleness(own.root), 'absent');
	own.installed({'node_modules/a': {version: '0.9.0'}});
	t.is(staleness(own.root), 'node_modules/a is 0.9.0, not 1.0.0');
	own.installed({});
	t.is(staleness(own.root), 'node_modules/a is absent');
	own.installed({'node_modules/a': {version: '1.0.0'}}); // b is for another system
	t.is(staleness(own.root), undefined);
	writeFileSync(join(own.root, 'node_modules/.package-lock.json'), '{"packages": {"node_mod');
	t.is(staleness(own.root), 'absent');
});

test.serial('it is installed where it is absent, and not again', async (t) => {
	using own = setUp();
	await installNodeModules(never, own.root);
	t.is(staleness(own.root), undefined);
	await installNodeModules(never, own.root);
	t.is(own.calls().length, 1);
	t.regex(own.calls()[0] ?? '', /^ci .*--ignore-scripts/);
	t.deepEqual(own.leftovers(), []);
});

test.serial('what is stale is replaced whole', async (t) => {
	using own = setUp();
	own.installed({'node_modules/a': {version: '0.9.0'}});
	writeFileSync(join(own.root, 'node_modules/old'), '');
	await installNodeModules(never, own.root);
	t.is(staleness(own.root), undefined);
	t.false(existsSync(join(own.root, 'node_modules/old')));
});

test.serial('two at once install once', async (t) => {
	using own = setUp();
	await Promise.all([installNodeModules(never, own.root), installNodeModules(never, own.root)]);
	t.is(own.calls().length, 1);
});

test.serial('a failure keeps what was there, and says what npm said', async (t) => {
	using own = setUp('fail');
	own.installed({'node_modules/a': {version: '0.9.0'}});
	const error = await t.throwsAsync(installNodeModules(never, own.root), {
		instanceOf: Stop,
		message: /npm ci failed/,
	});
	t.is(error?.exitCode, 3);
	t.is(error?.detail, 'npm error no network');
	t.is(staleness(own.root), 'node_modules/a is 0.9.0, not 1.0.0');
	t.deepEqual(own.leftovers(), []);
});

test.serial('an abort ends npm and leaves nothing', async (t) => {
	using own = setUp('hang');
	const controller = new AbortController();
	const reason = new Stop(130, 'stopped');
	const installing = installNodeModules(controller.signal, own.root);
	while (own.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
	controller.abort(reason);
	t.is(await t.throwsAsync(installing), reason);
	t.deepEqual(own.leftovers(), []);
	t.false(existsSync(join(own.root, 'node_modules')));
});

test.serial('what a killed run left is removed', async (t) => {
	using own = setUp();
	mkdirSync(join(own.root, '.cache/install-abc/node_modules'), {recursive: true});
	await installNodeModules(never, own.root);
	t.deepEqual(own.leftovers(), []);
});
