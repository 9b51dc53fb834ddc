import test from 'ava';
import {type RunOptions, rerunCommand} from '../../../src/host/run-options.ts';

const usual: RunOptions = {
	root: '/project',
	cache: '/project/.cache',
	suites: '/project/test/suites',
	selection: ['verity'],
	groups: ['quick'],
	exclude: [],
	kernel: undefined,
	accelerator: 'auto',
	isolation: 'snapshot',
	jobs: 2,
	tree: undefined,
	append: undefined,
	cwd: '/project',
	signal: new AbortController().signal,
	emit: () => {},
};

test('a rerun names the case and nothing that is usual', (t) => {
	t.is(rerunCommand(usual, 'verity/x'), 'npm run vm:test -- verity/x');
});

test('a rerun goes to who asked for the run, who knows the suites', (t) => {
	const options: RunOptions = {
		...usual,
		suites: '/project/test/debate',
		kernel: 'linux-image-x',
		asker: {command: 'npm run vm:compare --', selects: (caseId) => `--claim ${caseId.split('/')[1]}`},
	};
	t.is(rerunCommand(options, 'claims/x'), 'npm run vm:compare -- --kernel linux-image-x --claim x');
});

test('a rerun repeats all that may change its outcome, quoted for a shell', (t) => {
	const options: RunOptions = {
		...usual,
		suites: '/project/test/selftest/suites',
		kernel: 'linux-image-x',
		accelerator: 'tcg',
		isolation: 'boot',
		tree: "/it's here",
		append: 'slub_debug=FZ loglevel=8',
		expectedFailures: '/project/list.json',
		debugging: {
			trace: ['composefs:*', 'kmem:kfree'],
			dyndbg: '+pt',
			onLoaded: async () => {},
			hold: 'failed',
		},
	};

	t.is(
		rerunCommand(options, 's/a'),
		"npm run vm:test -- --suites test/selftest/suites --kernel linux-image-x --accel tcg --isolation boot --tree '/it'\\''s here' --append 'slub_debug=FZ loglevel=8' --expected-failures list.json --trace 'composefs:*' --trace kmem:kfree --dyndbg=+pt --gdb s/a",
	);
});

test('a rerun through virtme-ng says so, and not the isolation that its guests have anyway', (t) => {
	t.is(
		rerunCommand({...usual, runner: 'vng', isolation: 'boot'}, 's/a'),
		'npm run vm:test -- --runner vng s/a',
	);
});

test('a rerun names a kernel that was built from the checkout, whatever the current folder was', (t) => {
	const kernel = (given: Partial<RunOptions>) =>
		rerunCommand({...usual, root: process.cwd(), suites: `${process.cwd()}/test/suites`, ...given}, 's/a');
	t.is(kernel({kernel: './linux'}), 'npm run vm:test -- --kernel ./linux s/a');
	t.is(kernel({kernel: '/usr/src/linux'}), 'npm run vm:test -- --kernel /usr/src/linux s/a');
	t.is(kernel({kernel: 'sid/linux-image-amd64'}), 'npm run vm:test -- --kernel sid/linux-image-amd64 s/a');
	t.is(
		kernel({kernel: 'bzImage', headers: 'linux'}),
		'npm run vm:test -- --kernel ./bzImage --headers linux s/a',
	);
});
