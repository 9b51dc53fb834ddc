import test from 'ava';
import {parseRequirement} from '../../../src/result/requirement.ts';

test('reads every kind', (t) => {
	t.deepEqual(parseRequirement('fsverity'), {kind: 'fsverity'});
	t.deepEqual(parseRequirement('module:erofs'), {kind: 'module', name: 'erofs'});
	t.deepEqual(parseRequirement('filesystem:overlay'), {kind: 'filesystem', name: 'overlay'});
	t.deepEqual(parseRequirement('second:btrfs'), {kind: 'second', name: 'btrfs'});
	t.deepEqual(parseRequirement('tool:mount'), {kind: 'tool', name: 'mount'});
	t.deepEqual(parseRequirement('path:/proc/a:b'), {kind: 'path', name: '/proc/a:b'});
	t.deepEqual(parseRequirement('kernel:6.13'), {kind: 'kernel', major: 6, minor: 13});
});

for (const text of ['', 'verity', 'module:', 'module', 'kernel:6', 'kernel:6.13.1', 'fsverity:x'])
	test(`refuses '${text}'`, (t) => {
		t.throws(() => parseRequirement(text), {instanceOf: TypeError, message: new RegExp(`got '${text}'$`)});
	});
