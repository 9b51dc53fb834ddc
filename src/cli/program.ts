import {Command} from 'commander';
import {addBenchCommand} from './bench.ts';
import {addCleanCommand} from './clean.ts';
import {addCompareCommand} from './compare.ts';
import {addCompletionCommand} from './completion.ts';
import {addDebateCommand} from './debate.ts';
import {addDoctorCommand} from './doctor.ts';
import {addFuzzCommand} from './fuzz.ts';
import {manualPages, usualExitCodes, withManual} from './help.ts';
import {addImageCommand} from './image/index.ts';
import {addMutantsCommand} from './mutants.ts';
import {addRunCommand} from './run.ts';
import {addShellCommand} from './shell.ts';
import {addStoreCommand} from './store.ts';

/** The whole command line. Errors are thrown and told by whoever parses. */
export function makeProgram(): Command {
	const program = new Command('cfsbench')
		.description('Build the composefs driver, boot it in a virtual machine and judge it.')
		.version('0.1.0', '-V, --version', 'print the version')
		.helpOption('-h, --help', 'print this')
		.helpCommand('help [command]', 'print the help of a command')
		.configureHelp(manualPages)
		.configureOutput({outputError: () => {}})
		.exitOverride();

	addRunCommand(program);
	addShellCommand(program);
	addImageCommand(program);
	addStoreCommand(program);
	addCompareCommand(program);
	addBenchCommand(program);
	addDebateCommand(program);
	addMutantsCommand(program);
	addFuzzCommand(program);
	addCleanCommand(program);
	addDoctorCommand(program);
	addCompletionCommand(program);
	return withManual(program, {
		about: [
			'In the checkout it is called as "npx cfsbench". "npm run vm:test -- ..." is "cfsbench run ..." that first installs what is missing; so are vm:shell, vm:bench, clean and doctor.',
		],
		exitCodes: {
			0: 'all as it should be',
			1: 'a case failed, crashed, timed out, or was notrun without leave',
			...usualExitCodes,
			125: "the sources don't build, so that git bisect run skips the commit",
			130: 'stopped by Ctrl-C; nothing is left running',
		},
		files: {
			'.cache/': 'what was built and downloaded; all of it is made anew when needed',
			'runs/ID/': 'what a run leaves: report.html, events.jsonl, summary.json, consoles',
		},
		environment: {
			CFSBENCH_CACHE: 'a folder to use instead of .cache',
			NO_COLOR: 'if set, no colors',
		},
		examples: [
			{does: 'every case of the usual group', line: 'cfsbench run'},
			{does: 'a terminal in the guest, driver loaded, an image mounted', line: 'cfsbench shell'},
			{
				does: 'pack a directory, and look at the image',
				line: 'cfsbench image create /usr/share/zoneinfo zone.cfs --store objects && cfsbench image ls zone.cfs',
			},
			{does: 'all options of a command', line: 'cfsbench run --help'},
			{does: 'completion in this shell, until it ends', line: '. <(cfsbench completion bash)'},
		],
		seeAlso: 'README.md; docs/images.md, store.md, trust.md, results.md, debugging.md, kernels.md, ci.md',
	});
}
