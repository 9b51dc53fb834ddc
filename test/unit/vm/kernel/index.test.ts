import {execFileSync} from 'node:child_process';
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError, UsageError} from '../../../../src/errors.ts';
import type {Progress} from '../../../../src/result/progress.ts';
import {resolveKernel} from '../../../../src/vm/kernel/index.ts';
import {type FakePackage, fakeKernel, makeRepository} from './repository.ts';

// A real apt against a repository of small packages on disk: no network, no root. APT_CONFIG is the process's, so serial.
const release = '6.12.9+deb99-cloud-amd64';
const meta: FakePackage = {
	name: 'linux-image-6.12-cloud-amd64',
	version: '6.12.9-1',
	depends: `linux-image-${release} (= 6.12.9-1)`,
	files: {},
};

function setUp(packages: FakePackage[]) {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-kernel-'));
	const setPackages = (all: FakePackage[]) => {
		process.env.APT_CONFIG = makeRepository(folder, all).aptConfig;
	};
	setPackages(packages);
	const cache = join(folder, 'cache');
	const events: Progress[] = [];
	return {
		folder,
		cache,
		setPackages,
		notes: () => events.flatMap((event) => (event.type === 'step-finished' ? [event.note ?? ''] : [])),
		resolve: (wanted?: string, signal?: AbortSignal) =>
			resolveKernel(wanted, {
				cache,
				signal,
				lists: join(folder, 'none'),
				progress: (event) => events.push(event),
			}),
		[Symbol.dispose]: () => rmSync(folder, {recursive: true}),
	};
}

test.serial('a kernel is downloaded, unpacked and works where it lies', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	const kernel = await own.resolve();

	t.is(kernel.name, meta.name);
	t.is(kernel.version, '6.12.9-1');
	t.is(kernel.release, release);
	t.is(kernel.image, join(own.cache, `kernels/linux-image-${release}_6.12.9-1/boot/vmlinuz-${release}`));
	t.is(
		execFileSync('make', ['-C', kernel.headers, '--no-print-directory']).toString(),
		`common part of ${kernel.headers}\n`,
	);
	t.is(readlinkSync(join(kernel.modules, 'build')), `../../../usr/src/linux-headers-${release}`);
	t.true(existsSync(join(kernel.modules, 'build/Makefile')));
	t.true(existsSync(kernel.config));
	t.deepEqual(
		readdirSync(join(own.cache, 'kernels')).filter((name) => name.includes('.new-')),
		[],
	);
});

test.serial('asked again, it answers from the cache', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	const first = await own.resolve();
	process.env.APT_CONFIG = '/nonexistent'; // apt would fail now
	t.deepEqual(await own.resolve(), first);
	t.regex(own.notes().at(-1) ?? '', /cached$/);
});

test.serial('changed lists lead to the new kernel', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	await own.resolve();
	const newer = '6.12.10+deb99-cloud-amd64';
	own.setPackages([
		{...meta, version: '6.12.10-1', depends: `linux-image-${newer}`},
		...fakeKernel(newer, '6.12.10-1'),
	]);
	execFileSync('apt-get', ['-c', join(own.cache, 'apt/apt.conf'), 'update'], {stdio: 'ignore'});
	t.is((await own.resolve()).release, newer);
});

test.serial('lists that are out of date are fetched anew', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	await t.throwsAsync(own.resolve('linux-image-nosuch'), {instanceOf: UsageError});
	const newer = '6.12.10+deb99-cloud-amd64';
	own.setPackages([
		{...meta, version: '6.12.10-1', depends: `linux-image-${newer}`},
		...fakeKernel(newer, '6.12.10-1'),
	]);
	t.is((await own.resolve()).release, newer);
});

test.serial('without a network the last answer is used, and said to be', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	const first = await own.resolve();
	const newer = '6.12.10+deb99-cloud-amd64';
	own.setPackages([
		{...meta, version: '6.12.10-1', depends: `linux-image-${newer}`},
		...fakeKernel(newer, '6.12.10-1'),
	]);
	execFileSync('apt-get', ['-c', join(own.cache, 'apt/apt.conf'), 'update'], {stdio: 'ignore'});
	rmSync(join(own.folder, 'repository'), {recursive: true});

	t.deepEqual(await own.resolve(), first);
	t.regex(own.notes().at(-1) ?? '', /cached .*could not/);
});

test.serial("without a network and a last answer, it is an infra error with apt's own words", async (t) => {
	using own = setUp([]);
	rmSync(join(own.folder, 'repository'), {recursive: true});
	const error = await t.throwsAsync(own.resolve(), {instanceOf: InfraError});
	t.truthy(error?.remedy);
	t.regex(error?.detail ?? '', /repository/);
});

test.serial('an image of another release is refused and leaves nothing', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1', '6.12.8+deb99-cloud-amd64')]);
	await t.throwsAsync(own.resolve(), {
		instanceOf: InfraError,
		message: /expected release 6\.12\.9\+deb99-cloud-amd64, got 6\.12\.8\+deb99-cloud-amd64 from image/,
	});
	t.deepEqual(readdirSync(join(own.cache, 'kernels')), []);
});

test.serial('what a killed run left is removed', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	await own.resolve();
	execFileSync('mkdir', ['-p', join(own.cache, 'kernels/linux-image-x_1.new-abc')]);
	rmSync(join(own.cache, `kernels/linux-image-${release}_6.12.9-1`), {recursive: true});
	await own.resolve();
	t.false(existsSync(join(own.cache, 'kernels/linux-image-x_1.new-abc')));
});

test.serial('an abort ends it with the reason and leaves nothing', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	const controller = new AbortController();
	const reason = new Error('Ctrl-C');
	setTimeout(() => controller.abort(reason), 30);
	t.is(await t.throwsAsync(own.resolve(undefined, controller.signal)), reason);
	t.false(existsSync(join(own.cache, 'kernels')) && readdirSync(join(own.cache, 'kernels')).length > 0);
});

test.serial('a name that no package can have is refused before apt is asked', async (t) => {
	using own = setUp([]);
	for (const name of ['', '-o', 'a b', 'UPPER'])
		await t.throwsAsync(own.resolve(name), {instanceOf: UsageError, message: /Expected the name/});
	t.false(existsSync(own.cache));
});

test.serial('packages whose content is not what the list says are refused', async (t) => {
	using own = setUp([meta, ...fakeKernel(release, '6.12.9-1')]);
	const deb = join(own.folder, 'repository', `linux-image-${release}_6.12.9-1_amd64.deb`);
	writeFileSync(deb, Buffer.concat([readFileSync(deb).subarray(0, -1), Buffer.from('x')]));
	const error = await t.throwsAsync(own.resolve(), {instanceOf: InfraError});
	// apt 2 goes on to say "Hash Sum mismatch", apt 3 says no more.
	t.regex(`${error?.message}\n${error?.detail}`, /Failed to fetch .*linux-image-/);
});
