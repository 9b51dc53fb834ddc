import test from 'ava';
import {escapeBytes, joinPath, splitPathBytes, unescapeBytes} from '../../../src/image/bytes.ts';

test('all bytes survive escaping, and what is written is printable ASCII', (t) => {
	const all = Buffer.from(Array.from({length: 256}, (_, byte) => byte));

	t.regex(escapeBytes(all), /^[ -~]*$/);
	t.deepEqual(unescapeBytes(escapeBytes(all)), all);
	t.is(escapeBytes(Buffer.from('a\n\\é ~')), 'a\\x0a\\\\\\xc3\\xa9 ~');
});

for (const text of ['\\', '\\x', '\\xg0', '\\x0', '\\XFF', 'é', '\n', '\\xFF']) {
	test(`${JSON.stringify(text)} is no escaped text`, (t) => {
		t.throws(() => unescapeBytes(text), {instanceOf: SyntaxError});
	});
}

test('paths are joined below a root of one slash, and split again', (t) => {
	const usr = joinPath(Buffer.from('/'), Buffer.from('usr'));
	const bin = joinPath(usr, Buffer.from('bin'));

	t.is(bin.toString(), '/usr/bin');
	t.deepEqual(splitPathBytes(bin).map(String), ['usr', 'bin']);
	t.deepEqual(splitPathBytes('//a///b/').map(String), ['a', 'b']);
	t.deepEqual(splitPathBytes('/'), []);
});
