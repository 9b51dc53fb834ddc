import {existsSync} from 'node:fs';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {fails, native, open} from './support.ts';

// Loading real modules is what the bench itself does in its guests. Here is what any kernel answers to nonsense.
const privileged = process.getuid?.() === 0;
const expected = (whenPrivileged: string): string => {
	if (!existsSync('/proc/modules')) return 'ENOSYS';
	return privileged ? whenPrivileged : 'EPERM';
};

test('finit_module refuses what is no module', (t) => {
	const error = fails(t, expected('ENOEXEC'), () => native.finit_module(open(t, process.execPath), 'a=1', 0));

	t.is(error.syscall, 'finit_module');
});

test('delete_module names the module that is not there', (t) => {
	const error = fails(t, expected('ENOENT'), () => native.delete_module('cfsbench_absent', c.O_NONBLOCK));

	t.is(error.path, 'cfsbench_absent');
});
