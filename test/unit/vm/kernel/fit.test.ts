import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {misfit, missingSymbols} from '../../../../src/vm/kernel/fit.ts';
import {
	parseModuleSymvers,
	readSymbolVersions,
	readUndefinedSymbols,
} from '../../../../src/vm/kernel/module-file.ts';

/** Assembles what a kernel module is made of, as far as these functions look. */
function assemble(vermagic: string, versions: Record<string, number>, body = ''): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-fit-'));
	try {
		const entries = Object.entries(versions).map(
			([name, version]) => `1: .quad ${version}\n.asciz "${name}"\n.zero 64 - (. - 1b)\n`,
		);
		const source = `.section .modinfo,"a"\n.asciz "license=GPL"\n.asciz "vermagic=${vermagic} "\n
			.section __versions,"a"\n${entries.join('')}\n.text\n${body}\n`;
		const object = join(folder, 'module.ko');
		execFileSync('as', ['--64', '-o', object, '-'], {input: source});
		return readFileSync(object);
	} finally {
		rmSync(folder, {recursive: true});
	}
}

const own = assemble('6.12.9 SMP preempt', {module_layout: 0x12345678, _printk: 0xdeadbeef, kfree: 1});

test('a module with the same magic and versions fits', (t) => {
	t.is(misfit(assemble('6.12.9 SMP preempt', {module_layout: 0x12345678, other: 7}), own), undefined);
});

test('another version magic is named', (t) => {
	t.is(
		misfit(assemble('6.12.8 SMP preempt', {}), own),
		"built with version magic '6.12.8 SMP preempt', the kernel's own modules have '6.12.9 SMP preempt'",
	);
});

test('another version of a symbol is named', (t) => {
	t.is(
		misfit(assemble('6.12.9 SMP preempt', {kfree: 1, _printk: 0xdead}), own),
		"symbol _printk has version 0x0000dead, the kernel's own modules have 0xdeadbeef",
	);
});

test('symbols that the kernel lacks are found, weak and local ones are not asked for', (t) => {
	const module = assemble('x', {}, 'call kfree\ncall gone\n.weak maybe\ncall maybe\nlocal: call local\n');
	t.deepEqual(readUndefinedSymbols(module), ['gone', 'kfree']);
	t.deepEqual(missingSymbols(module, new Set(['kfree'])), ['gone']);
});

test('symbol versions are read whole', (t) => {
	t.deepEqual(
		[...readSymbolVersions(own)],
		[
			['module_layout', 0x12345678],
			['_printk', 0xdeadbeef],
			['kfree', 1],
		],
	);
});

test('Module.symvers gives the names', (t) => {
	const text =
		'0x7bb65d9d\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n0x00000001\tkfree\tvmlinux\tEXPORT_SYMBOL\tNS\n';
	t.deepEqual([...parseModuleSymvers(text)], ['module_layout', 'kfree']);
});

test('what is no module is refused', (t) => {
	t.throws(() => readUndefinedSymbols(Buffer.from('#!/bin/sh\n'.repeat(20))), {instanceOf: RangeError});
});
