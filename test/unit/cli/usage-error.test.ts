import test from 'ava';
import {CommanderError} from 'commander';
import {makeProgram} from '../../../src/cli/program.ts';
import {usageErrorOf} from '../../../src/cli/usage-error.ts';

/** What is told of a command line that is wrong. */
function mistake(...words: readonly string[]) {
	try {
		makeProgram().parse(words, {from: 'user'});
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		const {message, remedy, exitCode} = usageErrorOf(error);
		return {message, remedy, exitCode};
	}
	return undefined;
}

test('the nearest command and option are suggested', (t) => {
	t.deepEqual(mistake('rnu'), {message: "unknown command 'rnu'", remedy: 'Did you mean run?', exitCode: 2});
	t.deepEqual(mistake('image', 'crate', 'x'), {
		message: "unknown command 'crate'",
		remedy: 'Did you mean create?',
		exitCode: 2,
	});
	t.is(mistake('run', '--isolaton', 'boot')?.remedy, 'Did you mean --isolation?');
	t.regex(mistake('run', '--nothing-like-it')?.remedy ?? '', /--help lists/);
});

test('the nearest choice is suggested, in options that take one word and in those that take many', (t) => {
	t.deepEqual(mistake('run', '--accel', 'kmv'), {
		message: "option '--accel <name>' argument 'kmv' is invalid. Expected auto, kvm or tcg.",
		remedy: 'Did you mean kvm?',
		exitCode: 2,
	});
	t.is(mistake('bench', '--trial', 'stat', 'stut')?.remedy, 'Did you mean stat?');
	t.is(mistake('completion', 'bahs')?.remedy, 'Did you mean bash?');
	t.regex(mistake('run', '--isolation', 'something')?.remedy ?? '', /--help lists/);
});

test('numbers are checked whole', (t) => {
	for (const value of ['0', '-1', '1.5', '', 'two'])
		t.regex(
			mistake('run', `--jobs=${value}`)?.message ?? '',
			/Expected a whole number from 1 to 256\./,
			value,
		);
});
