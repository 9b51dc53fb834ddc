import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {fails, native} from './support.ts';

// Setting the clock of the machine that tests run on is not for tests: the agent does it in each guest.

test('clock_settime refuses a time that is none', (t) => {
	fails(t, 'EINVAL', () => native.clock_settime(c.CLOCK_REALTIME, {sec: 0n, nsec: 1_000_000_000}));
});

test('clock_settime refuses a clock that cannot be set', (t) => {
	fails(t, 'EINVAL', () => native.clock_settime(1, {sec: 0n, nsec: 0}));
});
