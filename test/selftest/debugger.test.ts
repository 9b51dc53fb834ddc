import {execFileSync} from 'node:child_process';
import test from 'ava';
import {startBench, suites} from './_bench.ts';

const gdb = (() => {
	try {
		return execFileSync('gdb', ['--version'], {encoding: 'utf8'});
	} catch {
		return undefined;
	}
})();

(gdb === undefined ? test.skip : test)(
	'--gdb waits for gdb, which stops at a line of the module',
	async (t) => {
		const running = startBench(['run', '--suites', suites, 'selftest/warns', '--gdb']);
		await running.says('add-symbol-file');
		await running.says("'\n");
		const said = running.said();
		const line = /^ {2}gdb (.*)$/m.exec(said)?.[1] ?? '';
		const script = ['break fault_warn', 'continue', 'backtrace 1', 'delete', 'detach'];
		const words = script.map((command) => `-ex '${command}'`).join(' ');
		const output = execFileSync('sh', ['-c', `gdb -nx -batch ${line} ${words}`], {
			encoding: 'utf8',
			timeout: 60_000,
		});

		t.regex(output, /fault_warn \(\) at .*bench_faults\.c:\d+/);
		const {code, events} = await running.ended;
		t.is(code, 1);
		t.true(events.some((event) => event.type === 'case-finished' && event.outcome.kind === 'failed'));
	},
);
