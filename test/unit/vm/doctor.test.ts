import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {type ExamineOptions, examine, type Finding} from '../../../src/vm/doctor.ts';
import {resolveKernel} from '../../../src/vm/kernel/index.ts';
import {fakeKernel, makeRepository} from './kernel/repository.ts';

const release = '6.12.9+deb99-cloud-amd64';
const meta = {
	name: 'linux-image-6.12-cloud-amd64',
	version: '6.12.9-1',
	depends: `linux-image-${release}`,
	files: {},
};

function setUp() {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-doctor-'));
	process.env.APT_CONFIG = makeRepository(folder, [meta, ...fakeKernel(release, '6.12.9-1')]).aptConfig;
	const options: ExamineOptions = {
		kernel: undefined,
		accelerator: 'tcg',
		cache: join(folder, 'cache'),
		lists: join(folder, 'none'),
	};
	return {
		options,
		resolve: () => resolveKernel(undefined, {...options, progress: () => undefined}),
		find: async (more: Partial<ExamineOptions> = {}) => {
			const found = new Map<string, Finding>();
			for await (const finding of examine({...options, ...more})) found.set(finding.subject, finding);
			return found;
		},
		[Symbol.dispose]: () => rmSync(folder, {recursive: true}),
	};
}

test.serial('before the first run it says what the first run will do', async (t) => {
	using own = setUp();
	const found = await own.find();
	t.is(found.get('kernel')?.detail, 'will be chosen at the first run, from freshly fetched package lists');
	t.regex(found.get('accelerator')?.detail ?? '', /\/dev\/kvm/);
	t.is(found.get('addon')?.detail, 'will be built at the first run');
	t.deepEqual(
		[...found.values()].filter(({state}) => state === 'missing'),
		[],
	);
});

test.serial(
	'after it, it names the kernel and why, its compiler, the accelerator and the addon',
	async (t) => {
		using own = setUp();
		const kernel = await own.resolve();
		mkdirSync(join(own.options.cache, 'addon/current'), {recursive: true});
		writeFileSync(join(own.options.cache, 'addon/current/composefs_bench.node'), '');

		const found = await own.find();
		t.is(
			found.get('kernel')?.detail,
			`${release} (the newest for virtual machines, ${meta.name} 6.12.9-1), ${kernel.image}`,
		);
		t.regex(found.get('compiler')?.detail ?? '', /^gcc, which the kernel was built with: gcc/);
		t.is(found.get('accelerator')?.detail, 'tcg: emulation, as asked for');
		t.is(found.get('addon')?.detail, join(own.options.cache, 'addon/current/composefs_bench.node'));
	},
);

test.serial("a kernel whose compiler is absent is named with the compiler's package", async (t) => {
	using own = setUp();
	writeFileSync((await own.resolve()).config, 'CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-99 (x) 99"\n');
	const compiler = (await own.find()).get('compiler');
	t.is(compiler?.state, 'missing');
	t.is(compiler?.remedy, 'Install it: apt-get install gcc-99');
});

test.serial('a kernel that is listed but not fetched yet is named with what it costs', async (t) => {
	using own = setUp();
	const kernel = await own.resolve();
	rmSync(join(own.options.cache, 'kernels'), {recursive: true});
	const found = await own.find({kernel: kernel.name});
	t.regex(
		found.get('kernel')?.detail ?? '',
		/^6\.12\.9\+deb99-cloud-amd64 .* \d+ MiB will be fetched at the first run$/,
	);
});

test.serial('a wrong kernel name is a usage error', async (t) => {
	using own = setUp();
	await own.resolve();
	await t.throwsAsync(own.find({kernel: 'linux-image-nosuch'}), {instanceOf: UsageError});
});
