import {readFileSync, readlinkSync} from 'node:fs';
import {readlink} from 'node:fs/promises';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {fails, lacksCapability, native, type Obstacle, open, serialUnless} from './support.ts';

const obstacle = lacksCapability('CAP_SYS_ADMIN');

const own = (name: string): string => readlinkSync(`/proc/thread-self/ns/${name}`);

test.serial('unshare of a user namespace is EINVAL, because Node has threads', (t) => {
	fails(t, 'EINVAL', () => native.unshare(c.CLONE_NEWUSER));
});

serialUnless(obstacle, 'unshare and setns change this thread, and not the pool', async (t) => {
	const before = own('uts');
	const old = open(t, '/proc/thread-self/ns/uts');
	native.unshare(c.CLONE_NEWUTS);

	t.not(own('uts'), before);
	t.is(await readlink('/proc/thread-self/ns/uts'), before);
	native.setns(old, c.CLONE_NEWUTS);
	t.is(own('uts'), before);
	fails(t, 'EINVAL', () => native.setns(old, c.CLONE_NEWNET));
});

serialUnless(obstacle, 'setns into a mount namespace wants a working directory of its own', (t) => {
	const mounts = open(t, '/proc/thread-self/ns/mnt');

	fails(t, 'EINVAL', () => native.setns(mounts, c.CLONE_NEWNS));
	native.unshare(c.CLONE_FS);
	native.setns(mounts, c.CLONE_NEWNS);
});

test.serial('setns of what is no namespace fails', (t) => {
	fails(t, 'EBADF', () => native.setns(-1, 0));
	fails(t, 'EINVAL', () => native.setns(open(t, '/'), 0));
});

function noUserNamespaces(): Obstacle {
	const limit = '/proc/sys/user/max_user_namespaces';
	return Number(readFileSync(limit, 'utf8')) > 0 ? undefined : `${limit} is 0`;
}

serialUnless(
	obstacle ?? noUserNamespaces(),
	'cloneUserNamespace makes a child in one, which sleeps until killed',
	(t) => {
		const child = native.cloneUserNamespace();
		const namespace = readlinkSync(`/proc/${child}/ns/user`);
		process.kill(child, 'SIGKILL');

		t.deepEqual(native.waitpid(child, 0), {pid: child, status: 9});
		t.not(namespace, own('user'));
		fails(t, 'ECHILD', () => native.waitpid(child, 0));
	},
);
