import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, readFile, rm, stat, truncate} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import type {Progress} from '../../src/result/progress.ts';
import {chooseAccelerator, probeAccelerator} from '../../src/vm/accelerator.ts';
import type {Instance, InstanceOptions, Machine} from '../../src/vm/interfaces.ts';
import {resolveKernel} from '../../src/vm/kernel/index.ts';
import {prepareMachine} from '../../src/vm/machine.ts';

// Real guests, with an agent of five lines: what src/vm promises to src/host, below any case.
const root = fileURLToPath(new URL('../..', import.meta.url));
const kernels = resolve(process.env.CFSBENCH_CACHE ?? join(root, '.cache'));
const agent = fileURLToPath(new URL('_agent.cjs', import.meta.url));

const progress: Progress[] = [];
const listen = (step: Progress) => void progress.push(step);
let directory: string;
let machine: Machine;

test.before(async () => {
	directory = await mkdtemp(join(tmpdir(), 'cfsbench-machine-'));
	const cache = join(directory, 'cache');
	const kernel = await resolveKernel(undefined, {cache: kernels, progress: listen});
	machine = await prepareMachine({
		kernel,
		accelerator: await chooseAccelerator('auto', {cache: kernels, kernel}),
		memoryMiB: 512,
		cpus: 1,
		files: {'/agent/agent.cjs': agent},
		tools: [],
		modules: ['erofs', 'no_such_module'],
		cache,
		progress: listen,
	});
});

test.after.always(() => rm(directory, {recursive: true, force: true}));

async function start(name: string, options: Partial<InstanceOptions> = {}): Promise<Instance> {
	const own = join(directory, name);
	await mkdir(own, {recursive: true});
	return machine.start({start: 'restore', disks: {}, directory: own, ...options});
}

async function readInGuest(instance: Instance, path: string): Promise<string> {
	const answer = new Promise((resolve) => instance.onMessage(resolve));
	instance.send({type: 'read', path});
	return ((await answer) as {text: string}).text;
}

test.serial('two guests are restored side by side from one boot', async (t) => {
	await using first = await start('first');
	await using second = await start('second');
	t.true((await readInGuest(first, '/proc/version')).includes(machine.kernel.release));
	t.true((await readInGuest(second, '/proc/version')).includes(machine.kernel.release));
	t.is(progress.filter((step) => step.type === 'step-started' && step.step === 'snapshot').length, 1);

	const index = JSON.parse(
		await readFile(join(directory, 'cache/modules', await onlyEntry('modules'), 'index.json'), 'utf8'),
	);
	t.deepEqual(JSON.parse(await readInGuest(first, '/lib/modules/index.json')), index);
	t.true('erofs' in index);
	t.false('no_such_module' in index);
});

test.serial('a guest leaves no process and no change in the snapshot', async (t) => {
	const memory = join(directory, 'cache/snapshots', machine.key, 'memory');
	const before = await stat(memory);
	const instance = await start('pid');
	await readInGuest(instance, '/init');
	await instance.close();
	t.false(existsSync(`/proc/${instance.pid}`));
	t.is((await stat(memory)).mtimeMs, before.mtimeMs);
});

test.serial('a torn snapshot is made anew, once', async (t) => {
	await truncate(join(directory, 'cache/snapshots', machine.key, 'state'), 100_000);
	progress.length = 0;
	await (await start('torn')).close();
	await (await start('again')).close();
	t.is(progress.filter((step) => step.type === 'step-finished' && step.note === 'booted once').length, 1);
});

test.serial('an agent that ends is reported on the console, and the guest powers off', async (t) => {
	const instance = await start('ending');
	instance.send({type: 'end'});
	const exit = await instance.exited;
	t.is(exit.code, 0, exit.stderr);
	t.regex(await readFile(instance.consolePath, 'utf8'), /cfsbench: agent ended, status 3/);
});

test.serial('a disk that is not there is named before anything starts', async (t) => {
	const disks = {payload: {path: join(directory, 'absent.img')}};
	await t.throwsAsync(start('no-disk', {disks}), {message: /disk "payload" can't be read: ENOENT/});
});

test.serial('a kernel that panics at boot is told with its console, and is not waited for', async (t) => {
	const {kernel, accelerator} = machine;
	const broken = await prepareMachine({
		kernel,
		accelerator,
		memoryMiB: 512,
		cpus: 1,
		files: {},
		tools: [],
		modules: [],
		append: 'rdinit=/no-such-init',
		cache: join(directory, 'cache'),
		progress: listen,
	});
	const error = await t.throwsAsync(broken.start({start: 'boot', disks: {}, directory}));
	t.regex((error as {detail?: string}).detail ?? '', /Kernel panic|not syncing|Kernel Offset/);
});

test.serial('the probe finds that the chosen accelerator works', async (t) => {
	const {kernel, accelerator} = machine;
	const probe = await probeAccelerator(accelerator.name, {cache: join(directory, 'cache'), kernel});
	t.true(probe.works, JSON.stringify(probe));
});

async function onlyEntry(folder: string): Promise<string> {
	const [name] = await readdir(join(directory, 'cache', folder));
	return name ?? '';
}
