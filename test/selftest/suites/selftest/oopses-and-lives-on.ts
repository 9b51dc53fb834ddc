import {writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case has crashed when the kernel oopsed, though the agent says that it passed',
	module: 'bench_faults',
	async run() {
		writeFileSync('/proc/sys/kernel/panic_on_oops', '0');
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'oops-in-thread');
		await sleep(200);
	},
});
