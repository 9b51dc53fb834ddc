import {defineCase} from '#case';

export default defineCase({
	title: 'a case that waits for ever has timed out, with the tasks on the console',
	module: false,
	deadlineMs: 200,
	run() {
		return new Promise(() => {});
	},
});
