import {closeSync, openSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'the clock is set, and modules that are none are refused, when asked by root',
	groups: ['auto', 'native'],
	module: false,
	async run(t) {
		const native = loadNative();
		const now = BigInt(Math.floor(Date.now() / 1000));
		t.cleanUp('the clock', () => native.clock_settime(c.CLOCK_REALTIME, {sec: now, nsec: 0}));
		const nothing = openSync(process.execPath, 'r');
		t.cleanUp('a descriptor', () => closeSync(nothing));

		native.clock_settime(c.CLOCK_REALTIME, {sec: 2_000_000_000n, nsec: 500_000_000});
		const elapsed = Date.now() - 2_000_000_000_500;
		t.true(elapsed >= 0 && elapsed < 60_000, `${elapsed} ms after the time that was set`);

		await t.fails('ENOENT', () => native.delete_module('cfsbench_absent', c.O_NONBLOCK));
		const error = await t.fails('ENOEXEC', () => native.finit_module(nothing, '', 0));
		t.is(error.syscall, 'finit_module');
	},
});
