import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that leaves the module in use has failed',
	module: 'bench_faults',
	run() {
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'leak-reference');
	},
});
