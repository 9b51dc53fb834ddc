import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {readOnlyArguments} from '../../../../src/vm/vng/read-only.ts';
import {temporaryDirectory} from '../temporary.ts';

const isRoot = process.getuid?.() === 0;
const probe = spawnSync('unshare', [...(isRoot ? [] : ['-r']), '-mpf', '--mount-proc', 'true']);
const inNamespaces = probe.status === 0 ? test : test.skip;
const why = probe.status === 0 ? '' : ' (skipped: needs namespaces, unshare -rmpf)';

/** Runs a script where all but the folder and `files` is read-only, below mounts that `before` makes. */
async function runInside(
	t: ExecutionContext,
	script: string,
	options: {before?: string; files?: Record<string, string>} = {},
) {
	const folder = await temporaryDirectory(t);
	const outside = await temporaryDirectory(t);
	writeFileSync(join(outside, 'there'), '');
	const command = ['sh', '-c', script, 'sh', outside];
	const args = readOnlyArguments({folder, files: options.files ?? {}, command}, isRoot);
	const {status, stderr} =
		options.before === undefined
			? spawnSync('unshare', args, {encoding: 'utf8'})
			: spawnSync(
					'unshare',
					[
						...(isRoot ? [] : ['-r']),
						'-m',
						'sh',
						'-c',
						`${options.before} && shift && exec unshare "$@"`,
						'sh',
						outside,
						...args,
					],
					{encoding: 'utf8'},
				);
	const console = existsSync(join(folder, 'console.log'))
		? readFileSync(join(folder, 'console.log'), 'utf8')
		: '';
	return {status, stderr, console, folder, outside};
}

inNamespaces(`nothing can be written but the folder${why}`, async (t) => {
	const script = 'echo kept >/run/guest/note; true >"$1/made"; true >>"$1/there"; mkdir "$1/folder"';
	const {console, folder, outside} = await runInside(t, script);

	t.is(console.match(/Read-only file system/g)?.length, 3, console);
	t.is(readFileSync(join(folder, 'note'), 'utf8'), 'kept\n');
	t.false(existsSync(join(outside, 'made')));
});

inNamespaces(`a file that is named may be written${why}`, async (t) => {
	const file = join(await temporaryDirectory(t), 'disk, with blanks.img');
	writeFileSync(file, 'before');
	const {status, console} = await runInside(t, 'echo after >/run/store', {files: {store: file}});

	t.is(status, 0, console);
	t.is(readFileSync(file, 'utf8'), 'after\n');
});

inNamespaces(`mounts with blanks and backslashes in their names are read-only too${why}`, async (t) => {
	const before = 'mkdir "$1/a b\\\\c" && mount -t tmpfs tmpfs "$1/a b\\\\c" && : >"$1/a b\\\\c/there"';
	const script = 'test -e "$1/a b\\\\c/there" || exit 9; true >"$1/a b\\\\c/made" || exit 7';
	const {status, console, stderr} = await runInside(t, script, {before});

	t.is(status, 7, stderr);
	t.regex(console, /Read-only file system/);
});

inNamespaces(`the status is the command's${why}`, async (t) => {
	t.is((await runInside(t, 'exit 255')).status, 255);
});

inNamespaces(`what it leaves running ends with it${why}`, async (t) => {
	const folder = await temporaryDirectory(t);
	const seconds = `3600.${process.pid}`;
	const script = `setsid sleep ${seconds} & wait`;
	const child = spawn(
		'unshare',
		readOnlyArguments({folder, files: {}, command: ['sh', '-c', script]}, isRoot),
	);
	while (sleepers(seconds) === 0) await new Promise((done) => setTimeout(done, 20));
	child.kill('SIGKILL');
	await once(child, 'exit');

	// The kernel ends a namespace of processes after its first one.
	while (sleepers(seconds) > 0) await new Promise((done) => setTimeout(done, 20));
	t.is(sleepers(seconds), 0);
});

function sleepers(seconds: string): number {
	const commands = readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
			} catch {
				return ''; // it ended
			}
		});
	return commands.filter((command) => command === `sleep\0${seconds}\0`).length;
}
