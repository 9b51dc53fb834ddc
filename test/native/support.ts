import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext, type Implementation} from 'ava';
import {constants as c, loadNative, type SyscallError} from '../../src/native.ts';

export const native = loadNative();

/** Why tests that need something can't run here, or undefined when they can. */
export type Obstacle = string | undefined;

/** Declares a test that is skipped where there is an obstacle, which its title then tells. */
export function testUnless(obstacle: Obstacle, title: string, implementation: Implementation<[]>): void {
	if (obstacle === undefined) test(title, implementation);
	else test.skip(`${title} [${obstacle}]`, implementation);
}

/** testUnless, serially: for what changes the thread. */
export function serialUnless(obstacle: Obstacle, title: string, implementation: Implementation<[]>): void {
	if (obstacle === undefined) test.serial(title, implementation);
	else test.serial.skip(`${title} [${obstacle}]`, implementation);
}

export function lacksCapability(
	...names: ('CAP_SYS_ADMIN' | 'CAP_MKNOD' | 'CAP_CHOWN' | 'CAP_SETUID')[]
): Obstacle {
	const {effective} = native.capget();
	const missing = names.filter((name) => (BigInt(effective) & c[name]) === 0n);
	return missing.length === 0 ? undefined : `needs ${missing.join(', ')}`;
}

/** Gives this process's main thread a mount namespace of its own, in which tests may mount; it ends with the process. */
export function enterMountNamespace(): Obstacle {
	try {
		native.unshare(c.CLONE_NEWNS);
		native.mount(null, '/', null, c.MS_REC | c.MS_PRIVATE, null);
		return undefined;
	} catch (error) {
		return `no mount namespace of its own: ${(error as Error).message}`;
	}
}

/** A new directory that is removed after the test. */
export function directory(t: ExecutionContext): string {
	const path = mkdtempSync(join(tmpdir(), 'cfsbench-native-'));
	t.teardown(() => rmSync(path, {recursive: true, force: true}));
	return path;
}

/** Opens, and closes after the test. */
export function open(
	t: ExecutionContext,
	path: string | Uint8Array,
	flags: number = c.O_RDONLY,
	mode = 0o600,
): number {
	const fd = native.openat(c.AT_FDCWD, path, flags | c.O_CLOEXEC, mode);
	t.teardown(() => native.close(fd));
	return fd;
}

/** Asserts that the call fails with this errno, and gives the error. */
export function fails(t: ExecutionContext, code: string, call: () => unknown): SyscallError {
	const error = t.throws(call, {code}) as SyscallError;
	t.true(error.errno < 0);
	t.true(error.message.startsWith(`${code}: `), error.message);
	return error;
}
