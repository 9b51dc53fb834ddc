import {mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {mountComposefs} from '../../src/mount/composefs.ts';
import {type Mount, mountFilesystem} from '../../src/mount/mount.ts';
import {createUserNamespace} from '../../src/mount/user-namespace.ts';
import {constants as c} from '../../src/native.ts';
import {directory, enterMountNamespace, fails, lacksCapability, native, serialUnless} from './support.ts';

// src/mount on filesystems that every kernel has; the cases in test/suites use it on ours.
const obstacle = lacksCapability('CAP_SYS_ADMIN', 'CAP_CHOWN') ?? enterMountNamespace();

const isMounted = (path: string): boolean =>
	readFileSync('/proc/thread-self/mountinfo', 'utf8').includes(` ${path} `);

/** Descriptors of filesystem contexts, and of roots: of mounts that hang nowhere, or of the host. Others of the process come and go. */
const openDescriptors = (): number =>
	readdirSync('/proc/self/fd').filter((fd) => {
		try {
			return /^(\/|anon_inode:\[?fscontext\]?)$/.test(readlinkSync(`/proc/self/fd/${fd}`));
		} catch {
			return false; // that of the listing itself
		}
	}).length;

/** Children of this process, dead ones included, that entered a user namespace. */
function namespaceChildren(): string[] {
	return readdirSync('/proc').filter((pid) => {
		try {
			const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1];
			if (parent !== String(process.pid)) return false;
			return readlinkSync(`/proc/${pid}/ns/user`) !== readlinkSync('/proc/self/ns/user');
		} catch {
			return false; // not a process, or gone meanwhile
		}
	});
}

/** An overlay of two directories, read-only. */
function overlay(t: ExecutionContext): Mount {
	const place = directory(t);
	for (const name of ['one', 'two', 'target']) mkdirSync(join(place, name));
	writeFileSync(join(place, 'one/file'), 'content');
	return mountFilesystem({
		type: 'overlay',
		parameters: [['lowerdir', `${join(place, 'one')}:${join(place, 'two')}`]],
		target: join(place, 'target'),
		attributes: c.MOUNT_ATTR_NODEV,
	});
}

serialUnless(obstacle, 'a mount opens files beneath it and is closed once', (t) => {
	const mount = overlay(t);
	t.true(isMounted(mount.path));

	const file = mount.open('file');
	t.is(native.pread(file.fd, 99, 0).toString(), 'content');
	file.close();
	file.close();
	t.throws(() => file.fd, {
		instanceOf: TypeError,
		message: `Expected ${file.path} to be open, got it closed`,
	});
	t.is(fails(t, 'ENOENT', () => mount.open('absent')).path, join(mount.path, 'absent'));
	mount.close();
	mount.close();
	t.false(isMounted(mount.path));
});

serialUnless(obstacle, 'closing a mount closes its files', (t) => {
	const mount = overlay(t);
	const file = mount.open('file');
	mount.close();

	t.throws(() => file.fd, {instanceOf: TypeError});
	t.false(isMounted(mount.path));
});

serialUnless(obstacle, 'a mount that is in use is EBUSY, and can be closed later', (t) => {
	const mount = overlay(t);
	const stranger = native.openat(c.AT_FDCWD, join(mount.path, 'file'), c.O_RDONLY, 0);

	fails(t, 'EBUSY', () => mount.close());
	t.true(isMounted(mount.path));
	native.close(stranger);
	mount.close();
	t.false(isMounted(mount.path));
});

serialUnless(obstacle, 'a lazy close leaves open files working', (t) => {
	const mount = overlay(t);
	using file = mount.open('file');
	mount.close({lazy: true});

	t.false(isMounted(mount.path));
	t.is(native.pread(file.fd, 99, 0).toString(), 'content');
});

serialUnless(obstacle, 'using and await using unmount', async (t) => {
	let path: string;
	{
		using mount = overlay(t);
		path = mount.path;
		t.true(isMounted(path));
	}
	t.false(isMounted(path));
	{
		await using mount = overlay(t);
		path = mount.path;
	}
	t.false(isMounted(path));
});

serialUnless(
	obstacle,
	'a mount that fails leaves nothing open or mounted, and tells what the kernel said',
	(t) => {
		const target = directory(t);
		const before = openDescriptors();
		const seen = native.openat(c.AT_FDCWD, '/', c.O_RDONLY, 0);
		t.is(openDescriptors(), before + 1);
		native.close(seen);

		const unknown = fails(t, 'EINVAL', () =>
			mountFilesystem({type: 'tmpfs', parameters: [['nonsense', true]], target}),
		);
		t.deepEqual(unknown.kernelLog, ["e tmpfs: Unknown parameter 'nonsense'"]);
		const request = {type: 'tmpfs', parameters: [], target: '/proc/none'};
		t.is(fails(t, 'ENOENT', () => mountFilesystem(request)).syscall, 'move_mount');
		const idmap = native.openat(c.AT_FDCWD, '/', c.O_RDONLY, 0);
		t.is(fails(t, 'EINVAL', () => mountFilesystem({...request, target, idmap})).syscall, 'mount_setattr');
		native.close(idmap);
		t.is(openDescriptors(), before);
		t.false(isMounted(target));
	},
);

serialUnless(obstacle, 'mountComposefs asks for our filesystem', (t) => {
	const error = fails(t, 'ENODEV', () => mountComposefs({source: '/image', target: directory(t)}));

	t.is(error.syscall, 'fsopen');
	t.is(error.path, 'composefs');
});

serialUnless(
	obstacle,
	'an idmapped mount shows the IDs of a user namespace, of which no process is left',
	(t) => {
		const place = directory(t);
		using namespace = createUserNamespace({
			uids: [{inside: 0, outside: 10_000, count: 1000}],
			gids: [{inside: 0, outside: 20_000, count: 1000}],
		});
		t.deepEqual(namespaceChildren(), []);

		using mount = mountFilesystem({type: 'tmpfs', parameters: [], target: place, idmap: namespace.fd});
		t.is(statSync(mount.path).uid, 10_000);
		t.is(statSync(mount.path).gid, 20_000);
	},
);

serialUnless(obstacle, 'a map that the kernel refuses is an error, and the child is gone', (t) => {
	const range = {inside: 0, outside: 10_000, count: 0};
	const before = openDescriptors();

	t.throws(() => createUserNamespace({uids: [range], gids: []}), {code: 'EINVAL'});
	t.is(openDescriptors(), before);
	t.deepEqual(namespaceChildren(), []);
});
