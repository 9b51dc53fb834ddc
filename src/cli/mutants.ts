import {writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join, resolve} from 'node:path';
import type {Command} from 'commander';
import {exitCode} from '../errors.ts';
import {readCatalogue, selectMutants} from '../mutants/catalogue.ts';
import {isGood, markdownReport, summaryLines, verdictLines} from '../mutants/report.ts';
import {runMutants} from '../mutants/run.ts';
import {usualExitCodes, withManual} from './help.ts';
import {acceleratorOption, wholeNumber} from './options.ts';
import {cancellable} from './signals.ts';

const root = resolve(import.meta.dirname, '../..');

interface MutantsFlags {
	readonly list?: boolean;
	readonly whole?: boolean;
	readonly kernel?: string;
	readonly accel: 'auto' | 'kvm' | 'tcg';
	readonly jobs: number;
	readonly json?: string;
	readonly markdown?: string;
}

/** `cfsbench mutants`: breaks the driver in many ways and says who noticed. */
export function addMutantsCommand(program: Command): void {
	const command = program
		.command('mutants')
		.description('Break the driver in many ways, one at a time, and see which cases notice.')
		.argument('[mutant...]', 'parts or names, such as names/the-first-is-never-found (default: all)')
		.optionsGroup('What runs')
		.option('--list', 'only list the mutants')
		.option('--whole', 'every quick case against every mutant; a quick case that notices none is a fault')
		.optionsGroup('Kernel and guest')
		.option(
			'--kernel <kernel>',
			"kernel to run on, as for cfsbench run (default: the distribution's newest 6.12+)",
		)
		.addOption(acceleratorOption())
		.option('--jobs <n>', 'guests side by side', wholeNumber(1, 256), availableParallelism())
		.optionsGroup('Results')
		.option('--json <file>', 'mutants and who noticed them')
		.option('--markdown <file>', 'the same as tables')
		.action(mutants);
	withManual(command, {
		about: [
			'A mutant is the driver with one change that makes it wrong, below test/mutants/. It says which cases notice it, and each of them must; where none does, all quick ones are tried. All of these cases must pass with the driver as it is.',
		],
		exitCodes: {
			0: 'every mutant was noticed',
			1: 'one survived, a case did not notice what it should, or with --whole a quick case noticed none',
			...usualExitCodes,
			125: 'a mutant does not compile',
		},
		files: {'test/mutants/': 'the mutants: what to find in which file of kernel/, and what to put there'},
		examples: [
			{does: 'all mutants', line: 'cfsbench mutants'},
			{does: 'those of one part of the driver', line: 'cfsbench mutants verity'},
			{does: 'the record', line: 'cfsbench mutants --whole --markdown mutants.md'},
		],
		seeAlso: 'docs/mutants.md',
	});
}

async function mutants(words: string[], flags: MutantsFlags): Promise<void> {
	const chosen = selectMutants(readCatalogue(join(root, 'test/mutants')), words);
	if (flags.list) {
		const width = Math.max(...chosen.map(({id}) => id.length));
		for (const {id, breaks} of chosen) console.log(`${id.padEnd(width)}  ${breaks}`);
		return;
	}
	await cancellable('Breaking the driver', async (signal) => {
		const outcome = await runMutants({
			root,
			cache: resolve(process.env.CFSBENCH_CACHE || join(root, '.cache')),
			kernel: flags.kernel,
			accelerator: flags.accel,
			jobs: flags.jobs,
			signal,
			mutants: chosen,
			whole: flags.whole === true,
			onVerdict: (verdict) => {
				for (const line of verdictLines(verdict)) console.log(line);
			},
		});
		for (const line of summaryLines(outcome)) console.log(line);
		if (flags.markdown !== undefined) writeFileSync(flags.markdown, markdownReport(outcome));
		if (flags.json !== undefined) {
			const {environment, quick, verdicts} = outcome;
			const record = verdicts.map(({mutant, ...rest}) => ({mutant: mutant.id, ...rest}));
			writeFileSync(flags.json, `${JSON.stringify({environment, quick, mutants: record}, null, '\t')}\n`);
		}
		process.exitCode = isGood(outcome) ? exitCode.good : exitCode.failed;
	});
}
