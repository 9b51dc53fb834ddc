import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {parseLoaderList, readInterpreter, sharedLibraries} from '../../../src/vm/closure.ts';
import {temporaryDirectory} from './temporary.ts';

test('the lists of glibc and musl loaders are read', (t) => {
	const glibc = [
		'\tlinux-vdso.so.1 (0x00007fda794b7000)',
		'\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007fda792a1000)',
		'\tlibnode.so.115 => not found',
		'\t/lib64/ld-linux-x86-64.so.2 (0x00007fda794b9000)',
		'',
	].join('\n');
	t.deepEqual(parseLoaderList(glibc), {
		libraries: ['/lib/x86_64-linux-gnu/libc.so.6', '/lib64/ld-linux-x86-64.so.2'],
		missing: ['libnode.so.115'],
	});

	const musl =
		'\t/lib/ld-musl-x86_64.so.1 (0x7f00)\n\tlibc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1 (0x7f00)\n';
	t.deepEqual(parseLoaderList(musl).libraries, ['/lib/ld-musl-x86_64.so.1', '/lib/ld-musl-x86_64.so.1']);
});

test('a path with a space is kept whole', (t) => {
	const line = '\tlibx.so => /opt/my libs/libx.so (0x00007f00)\n';
	t.deepEqual(parseLoaderList(line).libraries, ['/opt/my libs/libx.so']);
});

test('the closure of node holds its loader and the C library, once each', async (t) => {
	const {libraries} = await sharedLibraries([process.execPath, process.execPath]);
	t.true(libraries.includes(readInterpreter(process.execPath) ?? ''));
	t.is(libraries.filter((path) => /\/libc\.so/.test(path)).length, 1);
	for (const library of libraries) t.true(existsSync(library), library);
});

test('a script needs no libraries', async (t) => {
	const script = join(await temporaryDirectory(t), 'script');
	await writeFile(script, '#!/bin/sh\n');
	t.deepEqual(await sharedLibraries([script]), {libraries: [], needsCache: false});
});
