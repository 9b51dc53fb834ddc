import {execFileSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test from 'ava';
import {runBuildTool} from '../../../src/vm/toolchain.ts';

/** A root with a shell and its libraries, in a cache. */
function setUp() {
	const cache = mkdtempSync(join(tmpdir(), 'cfsbench-toolchain-'));
	const root = join(cache, 'toolchains/test');
	const libraries = execFileSync('ldd', ['/bin/dash']).toString().match(/\/\S+/g) ?? [];
	for (const path of ['/bin/dash', ...libraries]) {
		mkdirSync(dirname(join(root, path)), {recursive: true});
		copyFileSync(path, join(root, path));
	}
	writeFileSync(join(cache, 'note'), 'from here\n');
	return {cache, root, [Symbol.dispose]: () => rmSync(cache, {recursive: true})};
}

function mayUnshare(): boolean {
	try {
		execFileSync('unshare', ['--map-root-user', '--mount', '--pid', '--fork', 'true'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
}

const inRoot = mayUnshare() ? test : test.skip;

inRoot('a command sees the root, the cache at its own path, and devices and processes', async (t) => {
	using own = setUp();
	const script = `read -r line <${own.cache}/note; echo "$line"; echo lost >/dev/null; read -r pid rest </proc/1/stat; echo $pid; echo new >${own.cache}/made`;
	const {exitCode, stdout} = await runBuildTool({toolchain: own.root}, 'dash', ['-c', script]);
	t.is(stdout, 'from here\n1');
	t.is(exitCode, 0);
	t.true(existsSync(join(own.cache, 'made')));

	const {all} = await runBuildTool({toolchain: own.root}, 'dash', [
		'-c',
		'test -e /etc/os-release || echo absent',
	]);
	t.is(all, 'absent');
});

inRoot('nothing stays mounted, and an exit status is passed on', async (t) => {
	using own = setUp();
	t.is((await runBuildTool({toolchain: own.root}, 'dash', ['-c', 'exit 7'])).exitCode, 7);
	t.deepEqual(readdirSync(join(own.root, 'proc')), []);
	t.deepEqual(readdirSync(join(own.root, 'dev')), []);
});

test('without a toolchain it is a program of this system', async (t) => {
	t.is((await runBuildTool({}, 'dash', ['-c', 'exit 7'])).exitCode, 7);
});
