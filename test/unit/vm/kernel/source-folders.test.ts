import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test from 'ava';
import {InfraError} from '../../../../src/errors.ts';
import {Apt} from '../../../../src/vm/kernel/apt.ts';
import {sourceFolders} from '../../../../src/vm/kernel/source-folders.ts';
import {makeRepository} from './repository.ts';

/** A tar archive as the distribution packs a kernel's source: everything below one folder. */
function archive(folder: string, files: readonly string[]): Buffer {
	for (const path of files) {
		const whole = join(folder, 'linux-source-6.99', path);
		mkdirSync(dirname(whole), {recursive: true});
		writeFileSync(whole, path);
	}
	return execFileSync('tar', ['-cJ', '-C', folder, 'linux-source-6.99']);
}

// A real apt against a repository of one package on disk. APT_CONFIG is the process's, so serial.
test.serial('parts of the source of a kernel are unpacked once, and nothing else', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-source-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const content = archive(join(folder, 'source'), [
		'fs/x/super.c',
		'fs/x/deeper/a.c',
		'fs/xy/super.c',
		'tools/fs/x/super.c',
		'drivers/md/dm-verity.h',
		'drivers/md/dm.c',
	]);
	const name = 'linux-source-6.99';
	process.env.APT_CONFIG = makeRepository(folder, [
		{name, version: '6.99.1-1', files: {[`usr/src/${name}.tar.xz`]: content}},
	]).aptConfig;
	const cache = join(folder, 'cache');
	const apt = Apt.private(cache);
	await apt.update();
	const steps: string[] = [];
	const ask = (release: string) =>
		sourceFolders({
			apt,
			release,
			wanted: ['fs/x/', 'drivers/md/dm-verity'],
			cache,
			progress: (event) => event.type === 'step-started' && steps.push(event.step),
		});

	const path = await ask('6.99.1+deb99-cloud-amd64');
	t.is(readFileSync(join(path, 'fs/x/super.c'), 'utf8'), 'fs/x/super.c');
	t.true(existsSync(join(path, 'fs/x/deeper/a.c')));
	t.deepEqual(readdirSync(path).sort(), ['drivers', 'fs']);
	t.deepEqual(readdirSync(join(path, 'fs')), ['x']);
	t.deepEqual(readdirSync(join(path, 'drivers/md')), ['dm-verity.h']);
	t.is(steps.length, 2);

	t.is(await ask('6.99.1+deb99-cloud-amd64'), path);
	t.is(steps.length, 2, 'the second time nothing is fetched');

	const error = await t.throwsAsync(ask('6.98.1'), {instanceOf: InfraError});
	t.regex(
		error?.message ?? '',
		/no source of kernel 6\.98\.1: no linux-source-6\.98, no linux-source-6\.98\.0/,
	);
});
