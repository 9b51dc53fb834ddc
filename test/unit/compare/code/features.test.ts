import test from 'ava';
import {type Component, featureOf, isCode} from '../../../../src/compare/code/features.ts';

const component: Component = {
	prefix: 'fs/x/',
	files: {names: ['dir.c', 'format/dirent.*'], xattrs: ['xattr*'], writing: ['*']},
};

for (const [name, feature] of [
	['dir.c', 'names'],
	['dirxc', 'writing'],
	['format/dirent.h', 'names'],
	['xattr_user.c', 'xattrs'],
	['xattr', 'xattrs'],
	['format/xattr.c', 'writing'],
] as const)
	test(`${name} is for ${feature}`, (t) => t.is(featureOf(component, name), feature));

test('what no feature has is for none', (t) => {
	t.is(featureOf({prefix: '', files: {names: ['dir.c']}}, 'other.c'), undefined);
});

test('code is C without its tests', (t) => {
	t.deepEqual(['a.c', 'a.h', 'a.rs', 'Kconfig', 'a.c.orig', 'inode-test.c'].filter(isCode), ['a.c', 'a.h']);
});
