import {availableParallelism} from 'node:os';
import {dirname, join, relative, resolve} from 'node:path';
import type {Command} from 'commander';
import {chartsOf} from '../compare/claim-charts.ts';
import {claimName, claims} from '../compare/claims.ts';
import {judgeClaims} from '../compare/judge.ts';
import {markdown} from '../compare/markdown.ts';
import {debatePage} from '../compare/page.ts';
import {runDebate} from '../compare/run.ts';
import {isOwed} from '../compare/standing-text.ts';
import {summarize, summaryLines} from '../compare/summary.ts';
import {tableColumns, textTable, wrap} from '../compare/tables.ts';
import {exitCode as exitCodes} from '../errors.ts';
import {humanReport} from '../host/human-report.ts';
import {openScreen} from '../host/screen.ts';
import {usualExitCodes, withManual} from './help.ts';
import {choiceOption, wholeNumber} from './options.ts';
import {cancellable} from './signals.ts';
import {openWrittenFiles} from './written-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** `cfsbench debate`: every claim as a row that the run decides. */
export function addDebateCommand(program: Command): void {
	const command = program
		.command('debate')
		.description(
			'Run what was claimed for and against composefs, beside EROFS with overlayfs, EROFS alone, squashfs, ext4 on dm-verity, unpacked layers and a checkout.',
		)
		.optionsGroup('What is asked')
		.addOption(choiceOption('--claim <name...>', 'only these claims (default: all)', claims.map(claimName)))
		.optionsGroup('Kernel')
		.option(
			'--kernel <kernel>',
			"kernel to run on, as for cfsbench run (default: the distribution's newest 6.12+)",
		)
		.option('--jobs <n>', 'guests side by side', wholeNumber(1, 256), availableParallelism())
		.optionsGroup('Where the verdicts go, besides the terminal')
		.option('--html <file>', 'one page that needs nothing else')
		.option('--markdown <file>', 'Markdown')
		.option('--json <file>', 'evidence, verdicts, and the figures that are drawn')
		.action(debate);
	withManual(command, {
		about: [
			'Each claim says what either side holds, and names the case below test/debate/ that decides it in the guest. A row that composefs loses is shown as lost. Times are those of an emulated processor where KVM is not to be had.',
		],
		exitCodes: {
			0: 'every case passed, and said something of everybody in each row',
			1: 'one did not: its rows are not run',
			...usualExitCodes,
			125: "the sources don't build",
		},
		examples: [
			{does: 'the table', line: 'cfsbench debate'},
			{
				does: 'one claim alone',
				line: 'cfsbench debate --claim tampering-is-noticed',
			},
			{does: 'also a page to show around', line: 'cfsbench debate --html debate.html'},
		],
		seeAlso: 'docs/debate.md',
	});
}

interface DebateFlags {
	readonly claim?: readonly string[];
	readonly kernel?: string;
	readonly jobs: number;
	readonly html?: string;
	readonly markdown?: string;
	readonly json?: string;
}

async function debate({claim, kernel, jobs, html, markdown: text, json}: DebateFlags): Promise<void> {
	using files = openWrittenFiles({'--html': html, '--markdown': text, '--json': json});
	await cancellable('The debate', async (signal) => {
		const screen = openScreen(process.stdout, process.stdout.isTTY === true && !process.env.NO_COLOR);
		const cache = resolve(process.env.CFSBENCH_CACHE || resolve(root, '.cache'));
		const asked = claims.filter((one) => claim === undefined || claim.includes(claimName(one)));
		const {environment, heard, exitCode, ended} = await runDebate({
			root,
			cache,
			kernel,
			jobs,
			claims: asked,
			signal,
			emit: humanReport(screen, process.cwd()),
		});
		const judged = judgeClaims(heard, asked);
		const summary = summarize(judged);
		const where = `${environment.kernel}, ${environment.accelerator}, Node ${process.version}`;
		const columns = tableColumns(process.stdout.columns);
		console.log(`\n${textTable(judged, columns)}`);
		for (const line of summaryLines(summary)) console.log(wrap(line, columns).join('\n'));
		const linksFrom = (file: string) => (deciding: string) => relative(dirname(file), join(root, deciding));
		files.write('--html', (file) => debatePage(judged, where, linksFrom(file)));
		files.write('--markdown', (file) => markdown(judged, where, linksFrom(file)));
		files.write('--json', () => {
			const claims = judged.map((claim) => ({...claim, charts: chartsOf(claim)}));
			return `${JSON.stringify({environment, node: process.version, summary, claims}, undefined, '\t')}\n`;
		});
		if (ended !== undefined) throw ended.by;
		process.exitCode = exitCode || (judged.some(isOwed) ? exitCodes.failed : exitCodes.good);
	});
}
