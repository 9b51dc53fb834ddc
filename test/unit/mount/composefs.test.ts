import test from 'ava';
import {composefsParameters, escapeBasedir} from '../../../src/mount/composefs.ts';

test('parameters are those that were given, and nothing else', (t) => {
	t.deepEqual(composefsParameters({source: '/image'}), [['source', '/image']]);
});

test('parameters say everything in an order that the kernel takes', (t) => {
	const digest = 'ab'.repeat(32);
	const parameters = composefsParameters({
		source: 5,
		basedirs: ['/one', '/two:three', 7],
		digest,
		verityCheck: 0,
		acl: false,
		parameters: [['nonsense', true]],
	});

	t.deepEqual(parameters, [
		['source', 5],
		['basedir', '/one'],
		['basedir', '/two\\:three'],
		['basedir', 7],
		['digest', digest],
		['verity_check', '0'],
		['noacl', true],
		['nonsense', true],
	]);
});

test('a base directory is escaped so that it stays one', (t) => {
	t.is(escapeBasedir('/plain, with comma'), '/plain, with comma');
	t.is(escapeBasedir('a:b\\c'), 'a\\:b\\\\c');
});
