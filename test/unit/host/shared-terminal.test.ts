import test from 'ava';
import {SharedTerminal} from '../../../src/host/shared-terminal.ts';

function recorded() {
	const terminal = new SharedTerminal();
	const written: string[] = [];
	const screen = terminal.screen({
		color: false,
		line: (text) => written.push(text),
		bottom: (text) => written.push(`[${text}]`),
	});
	return {terminal, screen, written};
}

test('what is written while somebody has the terminal comes afterwards, in order', async (t) => {
	const {terminal, screen, written} = recorded();
	screen.line('before');
	const giveBack = await terminal.take();
	screen.line('one');
	terminal.write(() => written.push('two'));
	t.deepEqual(written, ['before', '[]']);

	giveBack();
	screen.line('three');
	t.deepEqual(written, ['before', '[]', 'one', 'two', 'three']);
});

test('the bottom line is taken away and dropped meanwhile', async (t) => {
	const {terminal, screen, written} = recorded();
	screen.bottom?.('1/2');
	const giveBack = await terminal.take();
	screen.bottom?.('2/2');
	giveBack();
	t.deepEqual(written, ['[1/2]', '[]']);
});

test('one at a time has it, in the order of asking; what waited is written between two', async (t) => {
	const {terminal, screen, written} = recorded();
	const first = await terminal.take();
	const turns = [1, 2].map((n) =>
		terminal.take().then((giveBack) => {
			written.push(`turn ${n}`);
			screen.line(`during ${n}`);
			giveBack();
		}),
	);
	screen.line('during 0');
	await Promise.resolve();
	t.deepEqual(written, ['[]']);

	first();
	await Promise.all(turns);
	t.deepEqual(written, ['[]', 'during 0', '[]', 'turn 1', 'during 1', '[]', 'turn 2', 'during 2']);
});
