import test from 'ava';
import {type Commands, type Maker, makers} from '../../../../src/compare/making/makers.ts';
import {contestants} from '../../../../src/result/contestant.ts';

/** All ways of making something by programs. */
function commandsOf(maker: Maker): Commands[] {
	switch (maker.by) {
		case 'us':
			return [];
		case 'links':
			return maker.copied === undefined ? [] : [maker.copied];
		case 'programs':
			return [maker.commands, ...(maker.compressed === undefined ? [] : [maker.compressed])];
		case 'both':
			return [maker.commands];
	}
}

test('programs are those that the suites need, and cp', (t) => {
	for (const [name, maker] of Object.entries(makers)) {
		const known = Object.keys(contestants[name as keyof typeof contestants].programs);
		for (const [program] of commandsOf(maker).flatMap((commands) => commands('/tree', '/out', 0)))
			t.true(['cp', ...known].includes(program), name);
	}
});

test('everything is made of a tree, and lands in the folder that it is given', (t) => {
	for (const [name, maker] of Object.entries(makers)) {
		for (const commands of commandsOf(maker).map((give) => give('/tree', '/out', 2 ** 20))) {
			t.true(commands[0]?.includes('/tree'), name);
			for (const words of commands)
				t.true(
					words.some((word) => word.startsWith('/out/')),
					name,
				);
		}
	}
});

test('the size that ext4 is given has room for blocks and inodes', (t) => {
	const maker = makers['ext4-ro'];
	if (maker.by !== 'programs') return t.fail('Expected programs');
	t.is(maker.commands('/tree', '/out', 100 * 2 ** 20)[0]?.at(-1), '214M');
});
