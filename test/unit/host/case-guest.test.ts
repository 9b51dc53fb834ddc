import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError} from '../../../src/errors.ts';
import {type GuestSupplies, openCaseGuest} from '../../../src/host/case-guest.ts';
import type {Instance, InstanceExit, Machine} from '../../../src/vm/interfaces.ts';

test('a snapshot that another run replaces costs a retry, and leaves no guest behind', async (t) => {
	const work = mkdtempSync(join(tmpdir(), 'case-guest-'));
	t.teardown(() => rmSync(work, {recursive: true}));
	let closed = 0;
	const close = async () => {
		closed += 1;
	};
	const instance: Pick<Instance, 'exited' | 'send' | 'onMessage' | 'close'> = {
		exited: new Promise<InstanceExit>(() => {}),
		send() {},
		onMessage: (listener) => setImmediate(() => listener({type: 'attached', kmemleak: false})),
		close,
	};
	const machine: Pick<Machine, 'accelerator' | 'bootConsole' | 'start'> = {
		accelerator: {name: 'tcg', reason: '', timeScale: 1},
		bootConsole: join(work, 'gone', 'console.log'),
		start: async () => instance as Instance,
	};
	const supplies: Partial<GuestSupplies> = {
		machine: machine as Machine,
		start: 'restore',
		disks: {},
		work,
		seed: '',
		signal: new AbortController().signal,
		emit: () => t.fail(),
	};

	await t.throwsAsync(openCaseGuest(supplies as GuestSupplies), {
		instanceOf: InfraError,
		message: /^the console of the boot is gone: ENOENT/,
	});

	t.is(closed, 1);
	t.deepEqual(readdirSync(work), []);
});
