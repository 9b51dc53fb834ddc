import {defineCase} from '#case';

export default defineCase({
	title: 'a case that ends the agent has crashed, with the status it ended with',
	module: false,
	run() {
		process.exit(3);
	},
});
