import test from 'ava';
import {judgeInability} from '../../../src/guest/inability.ts';
import type {Outcome} from '../../../src/result/outcome.ts';

const passed: Outcome = {kind: 'passed'};
const failed = (message: string): Outcome => ({kind: 'failed', failures: [{source: 'assertion', message}]});

test('what nobody is declared unable to keeps its outcome', (t) => {
	t.is(judgeInability(passed, [], 'squashfs'), passed);
	t.is(judgeInability(passed, ['acl'], 'composefs'), passed);
	const outcome = failed('EIO');
	t.is(judgeInability(outcome, ['handles'], 'erofs'), outcome);
});

test('a failure as declared is notrun, with the reason', (t) => {
	t.deepEqual(
		judgeInability(failed("EINVAL: invalid argument, mount_setattr '/x'"), ['idmap'], 'overlayfs-layers'),
		{
			kind: 'notrun',
			reason: 'overlayfs-layers cannot: overlayfs takes no ID mapping, its layers do',
		},
	);
	t.is(judgeInability(failed('whatever'), ['any-time'], 'squashfs').kind, 'notrun');
});

test('a case that passes refutes the declaration', (t) => {
	const outcome = judgeInability(passed, ['idmap'], 'overlayfs-layers');
	t.is(outcome.kind, 'failed');
	t.regex(JSON.stringify(outcome), /overlayfs-layers is declared unable to 'idmap' .*, but the case passes/);
});

test('a failure of another kind than declared stays one, and says what was expected', (t) => {
	const outcome = judgeInability(failed('EIO: input/output error'), ['idmap'], 'overlayfs-layers');
	t.is(outcome.kind, 'failed');
	t.regex(JSON.stringify(outcome), /does not fail as declared.*EIO: input/);
});

test('of several needs one that is borne out is enough', (t) => {
	const outcome = judgeInability(failed("Unknown parameter 'noacl'"), ['acl', 'noacl'], 'ext4-ro');
	t.is(outcome.kind, 'notrun');
});

test('crashes and notruns of other reasons are what they are', (t) => {
	const crash: Outcome = {kind: 'crashed', reason: 'panic'};
	const notrun: Outcome = {kind: 'notrun', reason: 'the kernel has no fs-verity for ext4'};
	for (const outcome of [crash, notrun]) t.is(judgeInability(outcome, ['acl'], 'squashfs'), outcome);
});
