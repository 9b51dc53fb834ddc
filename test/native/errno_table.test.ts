import test from 'ava';
import {native} from './support.ts';

/** include/uapi/asm-generic/errno.h stops at 133 (EHWPOISON); 41 and 58 are the numbers of aliases. */
const unassigned = [0, 41, 58, 134, -1, 4096];

test('every errno has a name of its own', (t) => {
	const names = new Set<string>();
	for (let number = 1; number <= 133; number++)
		if (!unassigned.includes(number)) {
			const name = native.errnoName(number);
			t.regex(name, /^E[A-Z0-9]+$/, `errno ${number}`);
			names.add(name);
		}

	t.is(names.size, 131);
});

test('a number without a name says so', (t) => {
	for (const number of unassigned) t.is(native.errnoName(number), `Unknown system error ${number}`);
});
