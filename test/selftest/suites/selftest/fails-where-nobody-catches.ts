import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that throws in a callback has failed, and the agent goes on',
	module: false,
	async run() {
		setTimeout(() => {
			throw new Error('thrown where nobody catches');
		}, 1);
		await sleep(1_000);
	},
});
