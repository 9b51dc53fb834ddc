import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError} from '../../../../src/errors.ts';
import type {Kernel} from '../../../../src/vm/interfaces.ts';
import {compilerCommand} from '../../../../src/vm/kernel/compiler.ts';
import {checkBelongTogether, readImageRelease} from '../../../../src/vm/kernel/identity.ts';
import {fakeImage, writeTree} from './repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'cfsbench-identity-'));
test.after.always(() => rmSync(folder, {recursive: true}));

function kernel(
	name: string,
	releases: {image: string; modules: string; headers: Record<string, string>},
): Kernel {
	const root = join(folder, name);
	const headers = Object.entries(releases.headers).map(([path, text]) => [`headers/${path}`, text]);
	writeTree(root, {
		vmlinuz: fakeImage(releases.image),
		[`modules/${releases.modules}/kernel/x.ko`]: '',
		...Object.fromEntries(headers),
	});
	return {
		name,
		version: '1',
		release: '6.12.9-x',
		image: join(root, 'vmlinuz'),
		modules: join(root, 'modules', releases.modules),
		headers: join(root, 'headers'),
		config: '',
	};
}

const headers = {'include/config/kernel.release': '6.12.9-x\n'};

test('parts of one release belong together', async (t) => {
	await checkBelongTogether(kernel('same', {image: '6.12.9-x', modules: '6.12.9-x', headers}));
	const generated = {'include/generated/utsrelease.h': '#define UTS_RELEASE "6.12.9-x"\n'};
	await checkBelongTogether(
		kernel('utsrelease', {image: '6.12.9-x', modules: '6.12.9-x', headers: generated}),
	);
	t.pass();
});

test('the part of another release is named', async (t) => {
	const other = {'include/config/kernel.release': '6.12.8-x\n'};
	await t.throwsAsync(
		checkBelongTogether(kernel('image', {image: '6.12.8-x', modules: '6.12.9-x', headers})),
		{
			instanceOf: InfraError,
			message: /expected release 6\.12\.9-x, got 6\.12\.8-x from image/,
		},
	);
	await t.throwsAsync(
		checkBelongTogether(kernel('modules', {image: '6.12.9-x', modules: '6.12.8-x', headers})),
		{
			message: /from modules/,
		},
	);
	await t.throwsAsync(
		checkBelongTogether(kernel('headers', {image: '6.12.9-x', modules: '6.12.9-x', headers: other})),
		{
			message: /from headers/,
		},
	);
	await t.throwsAsync(
		checkBelongTogether(kernel('none', {image: '6.12.9-x', modules: '6.12.9-x', headers: {Makefile: ''}})),
		{
			message: /does not define UTS_RELEASE/,
		},
	);
});

test('what is no bzImage is refused', async (t) => {
	const path = join(folder, 'not-an-image');
	for (const content of [
		Buffer.alloc(0),
		Buffer.alloc(0x1000),
		fakeImage('6').subarray(0, 0x300),
		fakeImage(''),
	]) {
		writeFileSync(path, content);
		await t.throwsAsync(readImageRelease(path), {instanceOf: InfraError, message: /Expected a bzImage/});
	}
});

test('the compiler is the one in the kernel configuration', (t) => {
	const debian = 'CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0"\n';
	t.is(compilerCommand(`# x\nCONFIG_64BIT=y\n${debian}`), 'x86_64-linux-gnu-gcc-12');
	t.is(compilerCommand('CONFIG_64BIT=y\n'), 'gcc');
});
