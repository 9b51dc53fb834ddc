import {copyFileSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import {sharedLibraries} from '../../src/vm/closure.ts';
import {needProgram} from '../../src/vm/program.ts';
import {directory, fails, lacksCapability, native, open, testUnless} from './support.ts';

const obstacle = lacksCapability('CAP_SYS_ADMIN');

const WNOHANG = 1;

/** The ID of a child that ended and that nobody has waited for, or 0. The compiler of these tests is a child that lives on. */
function endedChild(): number {
	try {
		return native.waitpid(-1, WNOHANG).pid;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ECHILD') throw error;
		return 0;
	}
}

/** A root with a program of the host, its loader and its libraries; nothing else. */
async function rootWith(place: string, name: string): Promise<string> {
	const program = await needProgram(name);
	const {libraries} = await sharedLibraries([program]);
	for (const path of [program, ...libraries]) {
		mkdirSync(dirname(join(place, path)), {recursive: true});
		copyFileSync(path, join(place, path));
	}
	return program;
}

testUnless(obstacle, 'measureExec runs a program whose libraries are below its root', async (t) => {
	const place = directory(t);
	const program = await rootWith(place, 'sh');
	const root = open(t, place);

	const idle = native.measureExec(root, program, ['sh', '-c', ':']);
	const busy = native.measureExec(root, program, [
		'sh',
		'-c',
		'n=0; while [ $n -lt 300000 ]; do n=$((n+1)); done',
	]);
	t.is(idle.count, 1);
	t.true(idle.ns > 0n);
	t.true(busy.ns > 10n * idle.ns, `${busy.ns} and ${idle.ns}`);
	t.deepEqual(process.cwd(), join(import.meta.dirname, '../..'));
});

testUnless(obstacle, 'measureExec says how the program ended, and leaves no child', async (t) => {
	const place = directory(t);
	const program = await rootWith(place, 'sh');
	const root = open(t, place);

	t.throws(() => native.measureExec(root, program, ['sh', '-c', 'exit 3']), {
		message: /to exit with 0, got 3$/,
	});
	t.throws(() => native.measureExec(root, program, ['sh', '-c', 'kill -9 $$']), {message: /got signal 9$/});
	t.is(endedChild(), 0);
});

testUnless(obstacle, 'measureExec names the call that failed in the child', (t) => {
	const place = directory(t);
	writeFileSync(join(place, 'plain'), 'x', {mode: 0o644});
	writeFileSync(join(place, 'odd'), 'x', {mode: 0o755});
	symlinkSync('/etc/passwd', join(place, 'out'));
	const root = open(t, place);

	t.is(fails(t, 'ENOENT', () => native.measureExec(root, '/absent', ['absent'])).syscall, 'execve');
	t.is(fails(t, 'EACCES', () => native.measureExec(root, '/plain', ['plain'])).path, '/plain');
	fails(t, 'ENOEXEC', () => native.measureExec(root, '/odd', ['odd']));
	fails(t, 'ENOENT', () => native.measureExec(root, '/out', ['out']));
	t.is(
		fails(t, 'ENOTDIR', () => native.measureExec(open(t, join(place, 'odd')), '/', [''])).syscall,
		'fchdir',
	);
	t.is(fails(t, 'EBADF', () => native.measureExec(-1, '/', [''])).syscall, 'fchdir');
});

test('measureExec wants its arguments in an array', (t) => {
	t.throws(() => native.measureExec(0, '/', 'sh' as never), {instanceOf: TypeError, message: /array/});
	t.throws(() => native.measureExec(0, '/', [1] as never), {instanceOf: TypeError, message: /arguments/});
});
