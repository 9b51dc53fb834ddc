import {readFileSync, writeFileSync} from 'node:fs';
import {open as openInPool} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, fails, lacksCapability, native, serialUnless} from './support.ts';

const unchanged = 2 ** 32 - 1;
const notRoot = process.getuid?.() === 0 ? lacksCapability('CAP_SETUID') : 'needs root';

/** A field of this thread's status, such as the four IDs of `Uid`. */
function status(field: string): string[] {
	const text = readFileSync('/proc/thread-self/status', 'utf8');
	return text.match(new RegExp(`^${field}:\\s*(.*)$`, 'm'))?.[1]?.split(/\s+/) ?? [];
}

serialUnless(notRoot, 'setfsuid decides what this thread may open, and not what the pool may', async (t) => {
	const path = join(directory(t), 'secret');
	writeFileSync(path, 'x', {mode: 0o600});
	native.fchmodat(c.AT_FDCWD, join(path, '..'), 0o755);

	t.is(native.setfsuid(1000), 0);
	try {
		t.is(native.setfsuid(1000), 1000);
		fails(t, 'EACCES', () => native.openat(c.AT_FDCWD, path, c.O_RDONLY, 0));
		await (await openInPool(path)).close();
	} finally {
		native.setfsuid(0);
	}
	native.close(native.openat(c.AT_FDCWD, path, c.O_RDONLY, 0));
});

serialUnless(notRoot, 'setresuid, setresgid and setgroups change what they are told to', (t) => {
	const groups = process.getgroups?.() ?? [];
	native.setgroups([7, 8]);
	native.setresgid(unchanged, 1001, unchanged);
	native.setresuid(unchanged, 1000, unchanged);
	const seen = [status('Uid'), status('Gid'), status('Groups')];
	native.setresuid(unchanged, 0, unchanged);
	native.setresgid(unchanged, 0, unchanged);
	native.setgroups(groups);

	t.deepEqual(seen[0], ['0', '1000', '0', '1000']);
	t.deepEqual(seen[1], ['0', '1001', '0', '1001']);
	t.deepEqual(seen[2]?.filter(Boolean), ['7', '8']);
	t.deepEqual(status('Uid'), ['0', '0', '0', '0']);
});

serialUnless(notRoot, 'setfsgid gives the previous group', (t) => {
	t.is(native.setfsgid(1001), 0);
	t.is(native.setfsgid(0), 1001);
});

test.serial('capget agrees with /proc', (t) => {
	const sets = native.capget();

	t.is(sets.effective, BigInt(`0x${status('CapEff')[0]}`));
	t.is(sets.permitted, BigInt(`0x${status('CapPrm')[0]}`));
	t.is(sets.inheritable, BigInt(`0x${status('CapInh')[0]}`));
});

serialUnless(notRoot, 'capset drops a capability and takes it back', (t) => {
	const before = native.capget();
	const effective = BigInt(before.effective) & ~c.CAP_CHOWN;
	native.capset({...before, effective});
	const during = native.capget();
	native.capset(before);

	t.is(during.effective, effective);
	t.deepEqual(native.capget(), before);
});

test.serial('capset refuses what is not permitted', (t) => {
	fails(t, 'EPERM', () => native.capset({effective: c.CAP_CHOWN, permitted: 0n, inheritable: 0n}));
});
