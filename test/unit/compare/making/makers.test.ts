import test from 'ava';
import {makers} from '../../../../src/compare/making/makers.ts';
import {contestants} from '../../../../src/result/contestant.ts';

test('programs are those that the suites need, and cp', (t) => {
	for (const [name, maker] of Object.entries(makers)) {
		if (maker.by === 'us') continue;
		const known = Object.keys(contestants[name as keyof typeof contestants].programs);
		for (const [program] of maker.commands('/tree', '/out', 0))
			t.true(['cp', ...known].includes(program), name);
	}
});

test('everything is made of a tree, and lands in the folder that it is given', (t) => {
	for (const [name, maker] of Object.entries(makers)) {
		if (maker.by === 'us') continue;
		const commands = maker.commands('/tree', '/out', 2 ** 20);
		t.true(commands[0]?.includes('/tree'), name);
		for (const words of commands)
			t.true(
				words.some((word) => word.startsWith('/out/')),
				name,
			);
	}
});

test('the size that ext4 is given has room for blocks and inodes', (t) => {
	const maker = makers['ext4-ro'];
	if (maker.by !== 'programs') return t.fail('Expected programs');
	t.is(maker.commands('/tree', '/out', 100 * 2 ** 20)[0]?.at(-1), '214M');
});
