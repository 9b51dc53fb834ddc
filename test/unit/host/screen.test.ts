import test from 'ava';
import {openScreen} from '../../../src/host/screen.ts';

function stream(more: {isTTY?: boolean; columns?: number}) {
	const written: string[] = [];
	const fake = {...more, write: (text: string) => written.push(text)} as unknown as NodeJS.WriteStream;
	return {fake, written};
}

test('a log gets lines and no bottom line', (t) => {
	const {fake, written} = stream({});
	const screen = openScreen(fake, false);
	screen.line('a');

	t.is(screen.bottom, undefined);
	t.deepEqual(written, ['a\n']);
});

test('a terminal keeps the bottom line below the lines', (t) => {
	const {fake, written} = stream({isTTY: true, columns: 80});
	const screen = openScreen(fake, false);
	screen.bottom?.('1/2');
	screen.line('a');
	screen.bottom?.('');

	t.deepEqual(written, ['\r\u001b[K1/2', '\r\u001b[Ka\n', '\r\u001b[K1/2', '\r\u001b[K']);
});

test('a bottom line never wraps, escapes take no room', (t) => {
	const {fake, written} = stream({isTTY: true, columns: 6});
	openScreen(fake, true).bottom?.('\u001b[2m123456789\u001b[0m');

	t.deepEqual(written, ['\r\u001b[K\u001b[2m12345\u001b[0m']);
});

test('a terminal that does not know its width is taken for 80 columns', (t) => {
	const {fake, written} = stream({isTTY: true, columns: 0});
	openScreen(fake, false).bottom?.('x'.repeat(100));

	t.deepEqual(written, [`\r\u001b[K${'x'.repeat(79)}`]);
});
