import {defineCase} from '#case';

export default defineCase({
	title: 'a case that never gives way has timed out, though the agent answers no more',
	module: false,
	deadlineMs: 200,
	run() {
		for (;;);
	},
});
