import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case whose promise is rejected has failed',
	module: false,
	async run() {
		await sleep(1);
		throw new Error('rejected on purpose');
	},
});
