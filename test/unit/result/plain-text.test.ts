import test from 'ava';
import {escapeMarkup, plainLine, plainText} from '../../../src/result/plain-text.ts';
import {hostile} from './_recorded.ts';

test('what text is stays as it is', (t) => {
	const text = 'Straße, 目录, 🗂\n\tindented # "quoted"';
	t.is(plainText(text), text);
});

test('terminal escapes vanish with all that belongs to them, and nothing else', (t) => {
	t.is(plainText('\u001b[1;31mred\u001b[0m'), 'red');
	t.is(plainText('a\u001b]0;title\u0007b\u001b]8;;http://x\u001b\\c'), 'abc');
	t.is(plainText('\u001b(B\u001b=x'), 'x');
	t.is(plainText('\u001bP never ended\nthe next line'), ' never ended\nthe next line');
	t.is(plainText('ends in \u001b'), 'ends in \ufffd');
});

test('each other character that XML 1.0 has no place for leaves a mark', (t) => {
	t.is(plainText('\u0000\u0008\u000b\u000c\u001f\ufffe\uffff'), '\ufffd'.repeat(7));
	t.is(plainText('\ud800 \udfff \ud83d\ude00'), '\ufffd \ufffd \ud83d\ude00');
	t.is(plainText('\u007f\u009b31m'), '\ufffd\ufffd31m');
	t.is(plainText('a\u202eb\u2066c'), 'a\ufffdb\ufffdc');
});

test('every kind of line end is one', (t) => {
	t.is(plainText('1\r\n2\r\r\n3\r4\u20285\u20296'), '1\n2\n3\n4\n5\n6');
});

test('a line is one line', (t) => {
	t.is(plainLine(' a\n\tb\r\nc '), 'a b c');
	t.notRegex(plainLine(hostile), /[\n\r]/);
});

test('markup is escaped for text and attributes', (t) => {
	t.is(escapeMarkup(`<a b='c'>&"]]>`), '&lt;a b=&#39;c&#39;&gt;&amp;&quot;]]&gt;');
});
