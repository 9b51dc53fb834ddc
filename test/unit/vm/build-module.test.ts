import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {BuildError, InfraError} from '../../../src/errors.ts';
import {buildModule, isModuleSource, tidyOutput} from '../../../src/vm/build-module.ts';
import type {Kernel} from '../../../src/vm/interfaces.ts';
import {writeTree} from './kernel/repository.ts';

// Headers whose Makefile does what kbuild does, as far as we see it from outside: it compiles M/*.c to M/<name>.ko.
const makefile = `
ifneq ($(ARCH)$(KCFLAGS_FROM_OUTSIDE),)
$(error the environment leaks in)
endif
modules: $(M)/hello.ko
$(M)/hello.o: $(M)/hello.c
\techo built >> $(M)/count
\t$(CC) $(KCFLAGS) -ffreestanding -c -o $@ $<
$(M)/hello.ko: $(M)/hello.o
\tcp $< $@
`;

const module = (release: string, symbol = 'kfree') => `
__attribute__((section(".modinfo"), used)) static const char vermagic[] = "vermagic=${release} SMP ";
__attribute__((section("__versions"), used)) static const struct {unsigned long crc; char name[56];} version = {7, "module_layout"};
void ${symbol}(void);
void init_module(void) { ${symbol}(); }
`;

async function setUp(t: {true(value: boolean): void}) {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-module-'));
	const release = '6.12.9-test';
	writeTree(folder, {
		'kernel/config': 'CONFIG_CC_VERSION_TEXT="gcc (Test) 1"\n',
		'kernel/headers/Makefile': makefile,
		'kernel/headers/Module.symvers':
			'0x00000007\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n0x1\tkfree\tvmlinux\tEXPORT_SYMBOL\t\n',
		[`kernel/modules/${release}/build.c`]: module(release),
		'source/Kbuild': 'obj-m := hello.o\n',
		'source/hello.c': module(release),
	});
	// The kernel's own module, made as ours is.
	const modules = join(folder, 'kernel/modules', release);
	const {execFileSync} = await import('node:child_process');
	writeTree(modules, {'kernel/fs/own.ko': ''});
	execFileSync('gcc', ['-c', '-o', join(modules, 'kernel/fs/own.ko'), join(modules, 'build.c')]);

	const kernel: Kernel = {
		name: 'test',
		version: '1',
		release,
		image: '',
		modules,
		headers: join(folder, 'kernel/headers'),
		config: join(folder, 'kernel/config'),
	};
	const source = join(folder, 'source');
	const cache = join(folder, 'cache');
	t.true(existsSync(source));
	return {
		source,
		cache,
		kernel,
		edit: (text: string) => writeFileSync(join(source, 'hello.c'), text),
		compilations: () =>
			readFileSync(join(cache, `build-work/hello-${release}_1/count`), 'utf8').split('\n').length - 1,
		build: (more: Partial<{kernel: Kernel; cache: string; signal: AbortSignal}> = {}) =>
			buildModule({kernel, source, name: 'hello', cache, progress: () => undefined, ...more}),
		[Symbol.dispose]: () => rmSync(folder, {recursive: true}),
	};
}

test('a module is built once per content, and its sources stay clean', async (t) => {
	using own = await setUp(t);
	const first = await own.build();
	t.true(first.fresh);
	t.true(existsSync(first.path) && existsSync(first.debugPath));

	const again = await own.build();
	t.deepEqual(again, {...first, fresh: false});
	t.is(own.compilations(), 1);

	own.edit(`${module(own.kernel.release)}\nint changed;`);
	const changed = await own.build();
	t.true(changed.fresh);
	t.not(changed.path, first.path);
	t.is(own.compilations(), 2);
	t.deepEqual(
		[existsSync(join(own.source, 'hello.o')), existsSync(join(own.source, 'hello.ko'))],
		[false, false],
	);
});

test("a compiler's error is a build error that names the file that people edit", async (t) => {
	using own = await setUp(t);
	own.edit('int x = ;\n');
	const error = await t.throwsAsync(own.build(), {
		instanceOf: BuildError,
		message: /hello does not build for kernel 6\.12\.9-test/,
	});
	t.true(error?.detail?.startsWith(`${own.source}/hello.c:1:9: error:`), error?.detail);
});

test('a symbol that the kernel does not export is a build error', async (t) => {
	using own = await setUp(t);
	own.edit(module(own.kernel.release, 'not_exported'));
	await t.throwsAsync(own.build(), {instanceOf: BuildError, message: /does not export: not_exported/});
});

test('headers of another kernel are found out', async (t) => {
	using own = await setUp(t);
	own.edit(module('6.12.8-other'));
	await t.throwsAsync(own.build(), {
		instanceOf: InfraError,
		message: /built with version magic '6\.12\.8-other SMP'/,
	});
});

test('without a Kbuild file, or one that builds something else, it says so', async (t) => {
	using own = await setUp(t);
	const other = await t.throwsAsync(buildModule({...own, name: 'other', progress: () => undefined}), {
		instanceOf: BuildError,
	});
	t.regex(other?.message ?? '', /Kbuild to build other\.ko/);
	rmSync(join(own.source, 'Kbuild'));
	await t.throwsAsync(own.build(), {instanceOf: BuildError, message: /Expected a Kbuild file/});
});

test('a compiler that is not installed is an infra error with the package to install', async (t) => {
	using own = await setUp(t);
	writeFileSync(own.kernel.config, 'CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-99 (Test) 99"\n');
	const error = await t.throwsAsync(own.build(), {
		instanceOf: InfraError,
		message: /x86_64-linux-gnu-gcc-99/,
	});
	t.is(error?.remedy, 'Install it: apt-get install gcc-99');
});

test('a cache whose path kbuild would split is refused', async (t) => {
	using own = await setUp(t);
	await t.throwsAsync(own.build({cache: `${own.cache} with blanks`}), {
		instanceOf: InfraError,
		message: /blanks or colons/,
	});
});

test('an abort leaves no module', async (t) => {
	using own = await setUp(t);
	const controller = new AbortController();
	const reason = new Error('Ctrl-C');
	setTimeout(() => controller.abort(reason), 20);
	t.is(await t.throwsAsync(own.build({signal: controller.signal})), reason);
	t.true((await own.build()).fresh);
});

test('what counts as a source, and what a build leaves', (t) => {
	for (const path of ['super.c', 'format/inode.c', 'composefs.h', 'Kbuild', 'format/Makefile'])
		t.true(isModuleSource(path), path);
	for (const path of [
		'super.o',
		'composefs.mod.c',
		'.super.o.cmd',
		'.hidden.c',
		'README.md',
		'Module.symvers',
	])
		t.false(isModuleSource(path), path);
});

test('relative paths in diagnostics become those that people edit', (t) => {
	const output = [
		'In file included from format/inode.c:21,',
		'                 from format/reader.h:15:',
		'params.c:13:2: error: x',
		'/w/super.c:1: note: y',
		'/usr/include/stdio.h:1: note: z',
		'   15 | #include "a.h"',
	].join('\n');
	const expected = [
		'In file included from /s/format/inode.c:21,',
		'                 from /s/format/reader.h:15:',
		'/s/params.c:13:2: error: x',
		'/s/super.c:1: note: y',
		'/usr/include/stdio.h:1: note: z',
		'   15 | #include "a.h"',
	].join('\n');
	t.is(tidyOutput(output, '/w', '/s'), expected);

	const inProject = resolve(import.meta.dirname, '../../../kernel');
	t.is(
		tidyOutput('/w/super.c:1: x\nsuper.c:2: y', '/w', inProject),
		'kernel/super.c:1: x\nkernel/super.c:2: y',
	);
});

test('without diagnostics, what make says is kept', (t) => {
	t.is(tidyOutput('make: *** No rule.  Stop.\n', '/w', '/s'), 'make: *** No rule.  Stop.');
	t.is(tidyOutput('\n/w/a.c:1: error: x\nmake[1]: *** [y] Error 1\n', '/w', '/s'), '/s/a.c:1: error: x');
});
