import {type Manual, usualExitCodes} from './help.ts';

export const runManual: Manual = {
	about: [
		'Builds the driver for the kernel, boots a guest once, and restores its snapshot for each case. A case ends in exactly one outcome: passed, failed, notrun (with its reason), crashed or timedout. What has not changed since the last run is neither built nor booted again.',
		'Without words the cases of the group auto run. Words select suites and cases, whatever their groups.',
	],
	exitCodes: {
		0: 'all as it should be',
		1: 'a case failed, crashed, timed out, or was notrun without leave; a regression with --compare',
		...usualExitCodes,
		125: "the sources don't build, so that git bisect run skips the commit",
		130: 'stopped by Ctrl-C; nothing is left running',
	},
	files: {
		'test/suites/': 'the cases: <suite>/<case>.ts',
		'runs/ID/': 'what the run leaves: report.html, events.jsonl, summary.json, cases/*/console.log',
		'test/expected-failures.json': 'cases that are known to fail, for a while',
		'test/suites/*/*.golden': 'output that a case is held to',
		'test/notrun-allowed.json': 'cases that may be notrun',
		'matrix.toml': 'the targets of --matrix',
		'.cache/': 'kernels, builds, snapshots, durations; safe to remove',
	},
	environment: {
		CFSBENCH_CACHE: 'a folder to use instead of .cache',
		NO_COLOR: 'if set, no colors',
		GITHUB_ACTIONS: 'if "true", bad cases are annotated',
		GITHUB_STEP_SUMMARY: 'a file that gets a summary of the run',
	},
	examples: [
		{does: 'the cases of one suite', line: 'cfsbench run verity'},
		{does: 'by name, on every save', line: "cfsbench run --watch 'verity/*-is-eio*'"},
		{does: 'a group without another', line: 'cfsbench run -g quick -x stress'},
		{does: 'what failed last, until it fails again', line: 'cfsbench run --failed --until-fail'},
		{
			does: 'a directory of yours: packed, mounted, compared byte for byte',
			line: 'cfsbench run --tree /usr/share/zoneinfo',
		},
		{does: 'with KASAN, lockdep and kmemleak', line: 'cfsbench run --kernel debug hostile'},
		{does: 'on a kernel that you built', line: 'cfsbench run --kernel ./linux verity'},
		{
			does: 'held before the first step, for gdb',
			line: 'cfsbench run --gdb verity/changed-block-is-eio-at-read',
		},
		{
			does: "with the driver's events and debug messages",
			line: "cfsbench run --trace 'composefs:*' --dyndbg verity/changed-block-is-eio-at-read",
		},
		{does: 'for machines', line: 'cfsbench run verity --tap --junit results.xml'},
		{does: 'another filesystem', line: 'cfsbench run --contestant erofs xattrs'},
		{does: 'random trees and reads, many', line: 'cfsbench run random --seeds 1000'},
		{does: 'golden output, after a change that was meant', line: 'cfsbench run tree --update'},
		{does: 'one target of the matrix', line: 'cfsbench run --target sid'},
		{does: 'the second of four machines', line: 'cfsbench run --shard 2/4'},
		{does: 'what got worse since the run before the last', line: 'cfsbench run --compare last~1 last'},
		{
			does: 'the commit that broke a case',
			line: 'git bisect run npm run vm:test -- verity/changed-block-is-eio-at-read',
		},
	],
	seeAlso:
		'README.md; docs/contestants.md, trust.md, results.md, kernels.md, runners.md, debugging.md, ci.md',
};

export const listManual: Manual = {
	about: ['Selects as run does; nothing is built but TypeScript, nothing boots.'],
	exitCodes: {0: 'they were listed', ...usualExitCodes},
	examples: [
		{does: 'every case of the group auto', line: 'cfsbench list'},
		{does: 'what a stress run would take', line: 'cfsbench list -g stress'},
		{does: 'two suites', line: 'cfsbench list names directories'},
	],
};
