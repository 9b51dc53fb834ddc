import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {Argument, type Command} from 'commander';
import {usualGroups} from '../result/case-info.ts';
import {completionTable} from './completion/table.ts';
import {usualExitCodes, withManual} from './help.ts';
import {oneOf} from './options.ts';

const root = resolve(import.meta.dirname, '../..');
const shells = ['bash', 'zsh'];

/** `cfsbench completion`: a script that teaches a shell our command line. */
export function addCompletionCommand(program: Command): void {
	const command = program
		.command('completion')
		.description('Print a script that completes commands, options, cases and more in a shell.')
		.addArgument(new Argument('<shell>', 'whose script').choices(shells).argParser(oneOf(shells)))
		.action((shell: string) => void process.stdout.write(completionScript(program, shell)));
	withManual(command, {
		about: [
			'Completes commands, options, the choices of their values, suites and cases, groups, targets, runs and trace events, behind "cfsbench", "npx cfsbench", "node scripts/cfsbench.mjs", "npm run vm:test --" and "npm run vm:shell --". Other words behind npm, npx and node are left to what completed them before.',
			'Options are those of the time when the script was made: make it anew after an update. Cases, groups, targets and runs are looked up in the checkout around the current folder. No process of Node starts for it.',
		],
		exitCodes: {0: 'it was printed', ...usualExitCodes},
		examples: [
			{
				does: 'for bash: keep it, and load it in every new shell',
				line: "cfsbench completion bash > ~/.cfsbench.bash && echo '. ~/.cfsbench.bash' >> ~/.bashrc",
			},
			{
				does: 'for zsh: the same, behind compinit',
				line: "cfsbench completion zsh > ~/.cfsbench.zsh && echo '. ~/.cfsbench.zsh' >> ~/.zshrc",
			},
		],
	});
}

/** The script for one of the shells. */
export function completionScript(program: Command, shell: string): string {
	const read = (name: string) => readFileSync(resolve(import.meta.dirname, 'completion', name), 'utf8');
	return [
		`# Completion of cfsbench for ${shell}, made by "cfsbench completion ${shell}".`,
		`_cfsbench_made_in=${quoted(root)}`,
		'_cfsbench_groups() {',
		`\tprintf '%s\\n' ${usualGroups.join(' ')}`,
		'}',
		'_cfsbench_table() {',
		`\tprintf '%s' ${quoted(completionTable(program))}`,
		'}',
		'',
		read('candidates.sh'),
		read(`adapter.${shell}`),
	].join('\n');
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
