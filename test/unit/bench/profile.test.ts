import {setTimeout as sleep} from 'node:timers/promises';
import test from 'ava';
import {profileLines, readPlace, Sampler} from '../../../src/bench/profile.ts';
import {packSymbols, SymbolTable} from '../../../src/bench/symbols.ts';

const kallsyms = `0000000000001000 A fixed_percpu_data
ffffffff81000000 T _stext
ffffffff81000100 t vfs_statx
ffffffff81000200 d some_data
ffffffff81000300 W __weak
ffffffffc0000000 t composefs_lookup\t[composefs]
`;
const symbols = new SymbolTable(packSymbols(kallsyms));
const registers = (rip: string, cpl: number, halted = 0) =>
	`RAX=0000000000000001 RBX=ffffffff81000000\r\nRIP=${rip} RFL=00000246 [---Z-P-] CPL=${cpl} II=0 A20=1 SMM=0 HLT=${halted}\r\n`;

test('an address belongs to the last function before it', (t) => {
	t.is(symbols.nameOf(0xffffffff81000100n), 'vfs_statx');
	t.is(symbols.nameOf(0xffffffff810002ffn), 'vfs_statx');
	t.is(symbols.nameOf(0xffffffff81000300n), '__weak');
	t.is(symbols.nameOf(0xffffffffc0000fffn), 'composefs_lookup [composefs]');
	t.is(symbols.nameOf(0xffffffff80000000n), undefined);
});

test('a place is read from what the monitor says, unless the processor waits', (t) => {
	t.deepEqual(readPlace(registers('ffffffff81000104', 0)), {address: 0xffffffff81000104n, ring: 0});
	t.deepEqual(readPlace(registers('00007f0000000000', 3)), {address: 0x7f0000000000n, ring: 3});
	t.is(readPlace(registers('ffffffff81000104', 0, 1)), undefined);
	t.is(readPlace('unknown command'), undefined);
});

test('a profile has the function first that was met most', (t) => {
	const at = (address: bigint, ring = 0) => ({address, ring});
	const places = [at(0xffffffff81000101n), at(0xffffffff81000102n), at(0xffffffffc0000004n), at(0x1234n, 3)];
	t.deepEqual(profileLines(places, symbols, 2), [
		' 50.0 %  vfs_statx',
		' 25.0 %  composefs_lookup [composefs]',
	]);
	t.is(profileLines(places, symbols, 9).at(-1), ' 25.0 %  (the loop itself)');
});

test('samples are taken between start and stop only', async (t) => {
	let asked = 0;
	const sampler = new Sampler({
		qmp: async () => {
			asked += 1;
			await sleep(0);
			return registers('ffffffff81000104', 0, asked % 2);
		},
	});
	t.is(asked, 0);
	sampler.start();
	while (sampler.places.length < 3) await sleep(1);
	sampler.stop();
	const {length} = sampler.places;
	await sleep(20);
	t.is(sampler.places.length, length);
	t.true(asked > length);
});
