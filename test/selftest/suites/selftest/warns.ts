import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that makes the kernel warn has failed',
	module: 'bench_faults',
	run() {
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'warn');
	},
});
