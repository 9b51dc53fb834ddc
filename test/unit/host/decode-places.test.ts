import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {PlaceDecoder} from '../../../src/host/decode-places.ts';
import {needTool} from '../../../src/vm/tool.ts';

const source = `int sink;
int called(void);
int called(void) { sink = 1; return 2; }
int first(int n)
{
	return n + 1;
}
int caller(void)
{
	called();
	return called() * 7;
}
`;

/** Relative to the start of its function. */
async function addressBehindCall(object: string): Promise<string> {
	const text = await needTool('objdump', ['-d', '--no-show-raw-insn', object]);
	const start = /^([0-9a-f]+) <caller>:$/m.exec(text)?.[1] ?? '';
	const behind =
		/\tcall.*\n(?:\t\t\t.*\n)? *([0-9a-f]+):/.exec(text.slice(text.indexOf('<caller>:')))?.[1] ?? '';
	return `0x${(Number.parseInt(behind, 16) - Number.parseInt(start, 16)).toString(16)}`;
}

test('an address in a module gets its source line; a return address that of the call', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'decode-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	writeFileSync(join(directory, 'demo.c'), source);
	const object = join(directory, 'demo.o');
	await needTool('gcc', ['-g', '-O1', '-fno-inline', '-fno-ipa-pure-const', '-c', 'demo.c', '-o', object], {
		cwd: directory,
	});
	const decoder = new PlaceDecoder({modules: new Map([['demo', object]]), compiledIn: directory});

	t.is(await decoder.text('Oops, in first+0x0/0x10 [demo]'), 'Oops, in first+0x0/0x10 [demo] (demo.c:6)');
	t.is(await decoder.text('RIP: 0010:first+0x0/0x10 [demo]'), 'RIP: 0010:first+0x0/0x10 [demo] (demo.c:6)');
	// What comes behind the call is line 11, which nobody called from.
	const behind = await addressBehindCall(object);
	t.is(await decoder.text(` caller+${behind}/0x20 [demo]`), ` caller+${behind}/0x20 [demo] (demo.c:10)`);
	t.is(await decoder.text(`at caller+${behind}/0x20 [demo]`), `at caller+${behind}/0x20 [demo] (demo.c:11)`);
});

test('what a header inlined is told as the line that called it', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'decode-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	mkdirSync(join(directory, 'include'));
	writeFileSync(
		join(directory, 'include/inline.h'),
		'static inline __attribute__((always_inline)) void store(int *to)\n{\n\t*to = 1;\n}\n',
	);
	writeFileSync(
		join(directory, 'demo.c'),
		'#include "include/inline.h"\nvoid outer(int *to)\n{\n\tstore(to);\n}\n',
	);
	const object = join(directory, 'demo.o');
	await needTool('gcc', ['-g', '-O1', '-c', 'demo.c', '-o', object], {cwd: directory});
	const decoder = new PlaceDecoder({modules: new Map([['demo', object]]), compiledIn: directory});
	const text = await needTool('objdump', ['-d', '--no-show-raw-insn', object]);
	const store = /^ *([0-9a-f]+):\tmovl? .*\$0x1,/m.exec(text)?.[1];

	t.is(
		await decoder.text(`Oops, in outer+0x${store}/0x10 [demo]`),
		`Oops, in outer+0x${store}/0x10 [demo] (demo.c:4)`,
	);
});

test('an address in a module that is gone gets its name', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'decode-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	writeFileSync(join(directory, 'demo.c'), source);
	const object = join(directory, 'demo.o');
	await needTool('gcc', ['-O1', '-fno-inline', '-c', join(directory, 'demo.c'), '-o', object]);
	const decoder = new PlaceDecoder({modules: new Map([['demo', object]]), compiledIn: directory});
	const text = await needTool('objdump', ['--syms', object]);
	const [, address = '', size = ''] = /^([0-9a-f]+) .*F \.text\s+([0-9a-f]+) caller$/m.exec(text) ?? [];
	const [start, length] = [BigInt(`0x${address}`), BigInt(`0x${size}`)];
	const sections = {'.init.text': '0xffffffffa0000000', '.text': '0xffffffffc0010000'};
	const name = (offset: bigint) => decoder.nameOf('demo', sections, 0xffffffffc0010000n + offset);

	t.is(await name(start + 4n), `caller+0x4/0x${length.toString(16)} [demo]`);
	t.is(await name(start + length + 64n), undefined);
	t.is(await decoder.nameOf('other', sections, 0xffffffffc0010000n), undefined);
});

test('what is in no module of ours stays as it is', async (t) => {
	const decoder = new PlaceDecoder({modules: new Map([['demo', '/nonexistent']]), compiledIn: '/'});
	for (const text of [' vfs_read+0x1/0x2', ' ext4_get+0x1/0x2 [ext4]', ' lost+0x1/0x2 [demo]', ''])
		t.is(await decoder.text(text), text);
});
