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

test('a rerun repeats all that may change its outcome, quoted for a shell', (t) => {
	const options: RunOptions = {
		...usual,
		suites: '/project/test/selftest/suites',
		kernel: 'linux-image-x',
		accelerator: 'tcg',
		isolation: 'boot',
		tree: "/it's here",
		append: 'slub_debug=FZ loglevel=8',
	};

	t.is(
		rerunCommand(options, 's/a'),
		"npm run vm:test -- --suites test/selftest/suites --kernel linux-image-x --accel tcg --isolation boot --tree '/it'\\''s here' --append 'slub_debug=FZ loglevel=8' s/a",
	);
});

test('a rerun through virtme-ng says so, and not the isolation that its guests have anyway', (t) => {
	t.is(
		rerunCommand({...usual, runner: 'vng', isolation: 'boot'}, 's/a'),
		'npm run vm:test -- --runner vng s/a',
	);
});
