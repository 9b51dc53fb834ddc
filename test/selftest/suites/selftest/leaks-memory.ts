import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that leaves an object in a slab cache has failed',
	module: 'bench_faults',
	run() {
		writeFileSync('/sys/module/bench_faults/parameters/fault', 'leak-memory');
	},
});
