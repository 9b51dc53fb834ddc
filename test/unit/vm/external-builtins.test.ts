import {statSync} from 'node:fs';
import test from 'ava';
import {externalBuiltins} from '../../../src/vm/external-builtins.ts';

test('the files of a Node whose modules are packaged apart are told from how it was built', (t) => {
	const defines = [
		'NODE_OPENSSL_CONF_NAME=nodejs_conf',
		'NODE_SHARED_BUILTIN_CJS_MODULE_LEXER_LEXER_PATH=/usr/share/nodejs/cjs-module-lexer/lexer.js',
		'NODE_SHARED_BUILTIN_ACORN_PATH=/usr/share/nodejs/acorn/dist/acorn.js',
		'ICU_NO_USER_DATA_OVERRIDE',
	];
	t.deepEqual(externalBuiltins(defines), [
		'/usr/share/nodejs/cjs-module-lexer/lexer.js',
		'/usr/share/nodejs/acorn/dist/acorn.js',
	]);
	t.deepEqual(externalBuiltins([]), []);
});

test("this Node's files are there", (t) => {
	for (const path of externalBuiltins()) t.true(statSync(path).isFile(), path);
	t.pass();
});
