/** Replays a recorded run through the reports as the command line opens them: `_replay.ts FILE [tap|human]`. */
import {readFileSync} from 'node:fs';
import {humanReport} from '../../../../src/host/human-report.ts';
import {openReports} from '../../../../src/host/reports/index.ts';
import {openScreen} from '../../../../src/host/screen.ts';
import type {RunEvent} from '../../../../src/result/events.ts';

const [file = '', kind] = process.argv.slice(2);
const reports = openReports({
	...(kind === 'tap' && {tap: true}),
	root: '/checkout',
	env: process.env,
	stdout: (text) => process.stdout.write(text),
	stderr: (text) => process.stderr.write(text),
	human: () => humanReport(openScreen(process.stdout, process.stdout.isTTY), '/checkout'),
});
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean))
	reports.listener(JSON.parse(line) as RunEvent);
reports.close();
