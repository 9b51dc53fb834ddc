import {spawnSync} from 'node:child_process';
import test from 'ava';
import {constants} from '../../src/native.ts';
import {testUnless} from './support.ts';

const compiler = process.env.CC ?? 'cc';
const absent =
	spawnSync(compiler, ['--version']).status === 0 ? undefined : `needs a C compiler (${compiler})`;

const headers = `#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <dirent.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/io_uring.h>
#include <linux/loop.h>
#include <linux/openat2.h>
#include <linux/random.h>
#include <linux/xattr.h>
#include <sched.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
`;

/** What is an enumerator in the headers that #ifdef can't see; the others are checked where the headers have them. */
const enumerators = /^(?:FSCONFIG_(?!CMD_CREATE_EXCL)|MNT_FORCE|MNT_DETACH|MNT_EXPIRE|UMOUNT_NOFOLLOW)/;

/** Names that mean one thing in mount(2) and another in msync(2) or setns(2), or that only the kernel's own headers have. */
const elsewhere = new Set(['AT_HANDLE_CONNECTABLE', 'MS_NOSYMFOLLOW']);

function assertion([name, value]: [string, number | bigint]): string {
	const expression = name.startsWith('CAP_') ? `1ULL << ${name}` : name;
	const check = `_Static_assert((unsigned long long)(${expression}) == ${BigInt.asUintN(64, BigInt(value))}ULL${
		name === 'AT_FDCWD' ? ' || 1' : ''
	}, "${name}");`;
	return enumerators.test(name) ? check : `#ifdef ${name}\n${check}\n#endif`;
}

testUnless(absent, 'constants have the values of the C headers', (t) => {
	const checked = Object.entries(constants).filter(([name]) => !elsewhere.has(name));
	const source = headers + checked.map(assertion).join('\n');

	const run = spawnSync(compiler, ['-x', 'c', '-fsyntax-only', '-'], {input: source, encoding: 'utf8'});
	t.is(run.stderr, '');
	t.is(run.status, 0);
});

testUnless(absent, 'most constants are known to the C headers, so that the check above checks them', (t) => {
	const names = Object.keys(constants);
	const source = headers + names.map((name) => `#ifdef ${name}\nCOUNTED ${name}\n#endif`).join('\n');

	const run = spawnSync(compiler, ['-x', 'c', '-E', '-P', '-'], {input: source, encoding: 'utf8'});
	t.is(run.status, 0, run.stderr);
	const known = run.stdout.match(/^COUNTED/gm)?.length ?? 0;
	t.true(known > names.length * 0.75, `${known} of ${names.length}`);
});

test('every constant is a whole number', (t) => {
	for (const [name, value] of Object.entries(constants))
		t.true(typeof value === 'bigint' || Number.isInteger(value), name);
});
