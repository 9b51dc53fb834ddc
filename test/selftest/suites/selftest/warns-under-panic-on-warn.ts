import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that makes the kernel warn has crashed when warnings panic',
	module: 'bench_faults',
	run() {
		writeFileSync('/proc/sys/kernel/panic_on_warn', '1');
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'warn');
	},
});
