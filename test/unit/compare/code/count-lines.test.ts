import test from 'ava';
import {countLines} from '../../../../src/compare/code/count-lines.ts';

for (const [what, lines, source] of [
	['nothing', 0, ''],
	['blank lines', 0, '\n \t\n\r\n'],
	['a line without an end', 1, 'int x;'],
	['code between comments', 2, '// one\nint x;\n/* two\n * three\n */\nint y;\n'],
	['code beside comments', 3, 'int x; // one\n/* two */ int y; /* three\n four */ int z;\n'],
	['a comment that a backslash goes on with', 1, '// one \\\n two\nint x;\n'],
	['comments in strings', 3, 'char *a = "/*";\nchar *b = "//";\nchar *c = "*/";\n'],
	['quotes in strings', 2, 'char *a = "\\"/*";\nint x; /* " */\n'],
	['characters that would begin a string', 2, 'char a = \'"\'; /* " */\nint x;\n'],
	['a string over two lines', 2, 'char *a = "one \\\n/* two";\n'],
	['apostrophes in comments', 2, "/* don't */\nint x;\n// can't\nint y;\n"],
	['braces alone', 3, 'int f(void)\n{\n}\n'],
] as const)
	test(`${what}: ${lines}`, (t) => t.is(countLines(source), lines));
