import {cp, mkdir, mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {checkModuleFits} from '../../src/vm/kernel/fit.ts';
import {resolveKernel, systemApt} from '../../src/vm/kernel/index.ts';
import {runTool} from '../../src/vm/tool.ts';
import {cache, progress, root} from './_cache.ts';
import {provideTools} from './_tools.ts';

test('DKMS adds, builds, installs and removes the driver', async (t) => {
	const kernel = await resolveKernel(undefined, {cache, progress});
	// pahole is what the headers' package depends on: kbuild runs it where the kernel has BTF.
	const env = await provideTools(await systemApt({cache}), ['dkms', 'pahole'], ['dkms', 'pahole']);
	const folder = await mkdtemp(join(tmpdir(), 'cfsbench-dkms-'));
	t.teardown(() => rm(folder, {recursive: true, force: true}));
	const [tree, source, install] = ['tree', 'source', 'install'].map((name) => join(folder, name)) as [
		string,
		string,
		string,
	];
	for (const path of [tree, join(install, kernel.release)]) await mkdir(path, {recursive: true});
	await cp(join(root, 'kernel'), join(source, 'composefs-0.1.0'), {recursive: true});
	const dkms = async (...args: string[]) => {
		const trees = ['--dkmstree', tree, '--sourcetree', source, '--installtree', install];
		// It insists on root, and is content with one that may nothing more than we.
		const {exitCode, all} = await runTool('unshare', ['--map-root-user', 'dkms', ...args, ...trees], {env});
		t.is(exitCode, 0, all);
		return all;
	};
	const module = ['-m', 'composefs', '-v', '0.1.0'];
	const target = [...module, '-k', kernel.release, '--kernelsourcedir', kernel.headers];

	await dkms('add', ...module);
	await dkms('build', ...target);
	await dkms('install', '--no-depmod', ...target);
	t.is((await dkms('status')).trim(), `composefs/0.1.0, ${kernel.release}, x86_64: installed`);
	const [installed = ''] = await modulesBelow(install);
	await checkModuleFits(installed, kernel, cache);

	await dkms('remove', '--no-depmod', ...module, '--all');
	t.deepEqual(await modulesBelow(install), []);
});

async function modulesBelow(folder: string): Promise<string[]> {
	const names = await readdir(folder, {recursive: true});
	return names.filter((name) => name.endsWith('composefs.ko')).map((name) => join(folder, name));
}
