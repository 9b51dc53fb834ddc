import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that kills the agent has crashed',
	module: false,
	async run() {
		process.kill(process.pid, 'SIGKILL');
		await sleep(60_000);
	},
});
