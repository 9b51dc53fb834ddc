import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that forgets memory has failed where kmemleak is built in',
	module: 'bench_faults',
	requires: ['path:/sys/kernel/debug/kmemleak'],
	run() {
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'forget-memory');
	},
});
