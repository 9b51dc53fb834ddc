import {closeSync, openSync, writeSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'a case that floods the console has passed, its log cut and marked',
	module: false,
	deadlineMs: 60_000,
	run() {
		const line = `${'flood '.repeat(150)}\n`;
		const kernelLog = openSync('/dev/kmsg', 'w');
		for (let written = 0; written < 3 * 2 ** 20; written += line.length) writeSync(kernelLog, `<4>${line}`);
		closeSync(kernelLog);
	},
});
