import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that hangs the kernel with interrupts off has timed out, with the trace of the hang',
	module: 'bench_faults',
	deadlineMs: 200,
	run() {
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'hang');
	},
});
