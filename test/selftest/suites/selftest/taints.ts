import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that taints the kernel has failed',
	module: false,
	run() {
		// Bit 6, U: "taint requested by userspace application".
		writeFileSync('/proc/sys/kernel/tainted', '64');
	},
});
