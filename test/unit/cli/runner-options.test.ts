import test from 'ava';
import {runnerOf} from '../../../src/cli/runner-options.ts';
import {UsageError} from '../../../src/errors.ts';

test('our own guests are restored from a snapshot, those of virtme-ng boot', (t) => {
	t.deepEqual(runnerOf({runner: 'qemu'}), {runner: 'qemu', isolation: 'snapshot'});
	t.deepEqual(runnerOf({runner: 'qemu', isolation: 'boot'}), {runner: 'qemu', isolation: 'boot'});
	t.deepEqual(runnerOf({runner: 'vng'}), {runner: 'vng', isolation: 'boot'});
	t.deepEqual(runnerOf({runner: 'vng', isolation: 'boot'}), {runner: 'vng', isolation: 'boot'});
});

test('a snapshot of guests of virtme-ng is refused', (t) => {
	const error = t.throws<UsageError>(() => runnerOf({runner: 'vng', isolation: 'snapshot'}), {
		instanceOf: UsageError,
	});
	t.is(error?.remedy, 'leave out --isolation snapshot');
});
