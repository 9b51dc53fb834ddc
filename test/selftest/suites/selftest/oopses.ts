import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that makes the kernel oops has crashed',
	module: 'bench_faults',
	run() {
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'oops');
	},
});
