import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError, UsageError} from '../../../../src/errors.ts';
import {hostKernel, imageKernel, treeKernel} from '../../../../src/vm/kernel/built.ts';
import {fakeImage, writeTree} from './repository.ts';

const release = '7.0.0-mine';

// What kbuild does, as far as we see it: modules_install copies below INSTALL_MOD_PATH.
const makefile = `
modules_install:
\ttest "$(DEPMOD)" = true
\tmkdir -p $(INSTALL_MOD_PATH)/lib/modules/${release}/kernel/fs
\tcp own.ko $(INSTALL_MOD_PATH)/lib/modules/${release}/kernel/fs/
`;

const tree = {
	'arch/x86/boot/bzImage': fakeImage(release),
	'Module.symvers': '',
	'.config': '',
	'include/config/kernel.release': `${release}\n`,
	Makefile: makefile,
};

function setUp(files: Record<string, string | Buffer>) {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-built-'));
	writeTree(folder, files);
	return {
		folder,
		options: {cache: join(folder, 'cache'), progress: () => undefined},
		[Symbol.dispose]: () => rmSync(folder, {recursive: true}),
	};
}

test("a tree's modules are installed in the cache, and the tree stays as it is", async (t) => {
	using own = setUp({...tree, 'own.ko': 'x', 'modules.order': 'own.o\n'});
	const before = execFileSync('find', [own.folder, '-type', 'f']).toString();
	const kernel = await treeKernel(own.folder, own.options);

	t.is(kernel.release, release);
	t.is(kernel.headers, own.folder);
	t.true(kernel.modules.startsWith(own.options.cache));
	t.is(execFileSync('cat', [join(kernel.modules, 'kernel/fs/own.ko')]).toString(), 'x');
	t.is(execFileSync('find', [own.folder, '-type', 'f', '-not', '-path', '*/cache/*']).toString(), before);
	t.regex(kernel.version, /^\d{8}T\d{6}Z$/);
	t.deepEqual(await treeKernel(own.folder, own.options), kernel);
});

test('a tree without modules needs none', async (t) => {
	using own = setUp(tree);
	t.is((await treeKernel(own.folder, own.options)).release, release);
});

test('a tree that is not built is told what is missing', async (t) => {
	const {'Module.symvers': _, ...rest} = tree;
	using own = setUp(rest);
	const error = await t.throwsAsync(treeKernel(own.folder, own.options), {instanceOf: UsageError});
	t.is(
		error?.message,
		`Expected a built kernel tree in ${own.folder}; missing: ${own.folder}/Module.symvers`,
	);
	t.regex(error?.remedy ?? '', /make bzImage modules/);
});

test('a tree whose image is of another build is refused', async (t) => {
	using own = setUp({...tree, 'include/config/kernel.release': '7.0.1-other\n'});
	await t.throwsAsync(treeKernel(own.folder, own.options), {
		instanceOf: InfraError,
		message: /7\.0\.0-mine from image/,
	});
});

test('an image finds its modules beside it, takes others, or does without', async (t) => {
	using own = setUp({
		'boot/vmlinuz': fakeImage(release),
		[`lib/modules/${release}/kernel/fs/own.ko`]: '',
		[`elsewhere/${release}/kernel/fs/own.ko`]: '',
		bzImage: fakeImage(release),
		'far/alone/bzImage': fakeImage(release),
		'headers/Makefile': '',
		'headers/Module.symvers': '',
		'headers/.config': '',
		'headers/include/config/kernel.release': release,
	});
	const resolve = (image: string, modules?: string) =>
		imageKernel(
			{
				path: join(own.folder, image),
				headers: join(own.folder, 'headers'),
				modules: modules === undefined ? undefined : join(own.folder, modules),
			},
			own.options,
		);
	t.is((await resolve('boot/vmlinuz')).modules, join(own.folder, 'lib/modules', release));
	t.is((await resolve('bzImage')).modules, join(own.folder, 'lib/modules', release));
	const other = `elsewhere/${release}`;
	t.is((await resolve('boot/vmlinuz', other)).modules, join(own.folder, other));
	t.is((await resolve('far/alone/bzImage')).modules, join(own.options.cache, 'trees/no-modules', release));
	await t.throwsAsync(resolve('boot/nothing'), {
		instanceOf: UsageError,
		message: /missing: .*boot\/nothing$/,
	});
});

test('headers that were packed for building modules alone have their configuration as make reads it', async (t) => {
	using own = setUp({
		bzImage: fakeImage(release),
		'headers/Makefile': '',
		'headers/Module.symvers': '',
		'headers/include/config/kernel.release': release,
	});
	const wish = {path: join(own.folder, 'bzImage'), headers: join(own.folder, 'headers'), modules: undefined};
	await t.throwsAsync(imageKernel(wish, own.options), {
		instanceOf: UsageError,
		message: /missing: \S+\/\.config or \S+\/auto\.conf$/,
	});

	writeTree(own.folder, {'headers/include/config/auto.conf': ''});
	const {config} = await imageKernel(wish, own.options);
	t.is(config, join(own.folder, 'headers/include/config/auto.conf'));
});

test('the running kernel is what its packages installed, or what is missing is named', async (t) => {
	using own = setUp({
		[`boot/vmlinuz-${release}`]: fakeImage(release),
		[`boot/config-${release}`]: '',
		[`lib/modules/${release}/kernel/fs/own.ko`]: '',
		'usr/src/headers/Makefile': '',
		'usr/src/headers/include/config/kernel.release': release,
	});
	const error = await t.throwsAsync(hostKernel(own.folder, release), {instanceOf: UsageError});
	t.regex(error?.message ?? '', /missing: \S+\/build\/Makefile$/);
	t.regex(error?.remedy ?? '', /linux-headers-7\.0\.0-mine/);

	symlinkSync('../../../usr/src/headers', join(own.folder, `lib/modules/${release}/build`));
	const kernel = await hostKernel(own.folder, release);
	t.is(kernel.image, join(own.folder, `boot/vmlinuz-${release}`));
	t.is(kernel.headers, join(own.folder, `lib/modules/${release}/build`));
});
