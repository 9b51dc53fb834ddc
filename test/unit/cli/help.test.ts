import {join, resolve} from 'node:path';
import test from 'ava';
import type {Command} from 'commander';
import {calledAs} from '../../../src/cli/called-as.ts';
import {examplesOf} from '../../../src/cli/help.ts';
import {makeProgram} from '../../../src/cli/program.ts';
import {listSelected} from '../../../src/host/list.ts';
import {readMatrix, selectTargets} from '../../../src/host/matrix.ts';

const root = resolve(import.meta.dirname, '../../..');

function everyCommand(command: Command): readonly Command[] {
	return [command, ...command.commands.flatMap(everyCommand)];
}

function titleOf(command: Command): string {
	return command.parent === null ? command.name() : `${titleOf(command.parent)} ${command.name()}`;
}

/** What a command writes for --help, without a terminal. */
function helpOf(command: Command): string {
	let text = '';
	command.configureOutput({writeOut: (part) => (text += part), getOutHelpWidth: () => 80});
	command.outputHelp();
	return text;
}

test('every page has its sections, its options in groups, and fits 80 columns but for commands to copy', (t) => {
	for (const command of everyCommand(makeProgram())) {
		const title = titleOf(command);
		const lines = helpOf(command).split('\n');
		t.true(lines[0]?.startsWith(`Usage: ${title}`), title);
		t.true(lines.includes('EXAMPLES'), title);
		if (command.commands.length === 0) t.true(lines.includes('EXIT CODES'), title);
		if (command.parent !== null)
			for (const {flags, helpGroupHeading} of command.options)
				t.truthy(helpGroupHeading, `${title} ${flags}`);

		const copied = new Set(examplesOf(command).map(({line}) => `  ${line}`));
		for (const line of lines)
			if (!copied.has(line)) t.true(line.length <= 80 && line === line.trimEnd(), `${title}: ${line}`);
	}
});

test('a description that is no default says what the default is', (t) => {
	const run = makeProgram().commands.find((command) => command.name() === 'run');
	const text = run === undefined ? '' : helpOf(run);
	t.regex(text, /--accel <name> +what runs the guests \(auto, kvm or tcg; default:\n +auto\)/);
	t.regex(text, /--suites <dir> .*\(default: test\/suites\)/);
	t.regex(text, /\nKERNEL\n {2}--kernel <kernel> /);
	t.notRegex(text, /default: \[\]/);
});

/** The words of the commands of ours in a line for a shell. */
function ours(line: string): readonly (readonly string[])[] {
	const commands: string[][] = [[]];
	let isName = false;
	const text = line.replaceAll(/npm run (?:-s )?vm:test --/g, 'cfsbench run');
	for (const [token, quoted] of text.matchAll(/'([^']*)'|&&|\$\(|[;|()<>]|[^\s;|()<>']+/g)) {
		// What a redirection names is no word of the command.
		if (isName) isName = false;
		else if (token === '<' || token === '>') isName = true;
		else if (/^(?:&&|\$\(|[;|()])$/.test(token)) commands.push([]);
		else commands.at(-1)?.push(quoted ?? token);
	}
	return commands.flatMap((words) =>
		words.includes('cfsbench') ? [words.slice(words.indexOf('cfsbench') + 1)] : [],
	);
}

/** Parses words as the command line would, and gives what would be done instead of doing it. */
function parse(words: readonly string[]) {
	const program = makeProgram();
	let parsed: {name: string; args: readonly string[]; flags: Record<string, unknown>} | undefined;
	for (const command of everyCommand(program))
		if (command.commands.length === 0)
			command.action(() => {
				parsed = {name: titleOf(command), args: command.args, flags: command.opts()};
			});
		else command.configureOutput({writeOut: () => {}});
	try {
		program.parse(words, {from: 'user'});
	} catch (error) {
		if ((error as {code?: string}).code !== 'commander.helpDisplayed') throw error;
	}
	return parsed;
}

test('every example is a command line that can be typed, and its cases, groups and targets exist', async (t) => {
	const targets = await readMatrix(join(root, 'matrix.toml'));
	// Throws for what selects nothing. Many examples select the same.
	const known = new Set<string>();
	const listed = async (selection: Parameters<typeof listSelected>[0]) => {
		const key = JSON.stringify(selection);
		if (!known.has(key)) t.true((await listSelected(selection)).cases.length > 0, key);
		known.add(key);
	};
	for (const command of everyCommand(makeProgram())) {
		for (const {line} of examplesOf(command)) {
			const commands = ours(line);
			t.true(commands.length > 0, line);
			for (const words of commands) {
				if (words.includes('--help')) continue;
				const parsed = parse(words);
				t.truthy(parsed, line);
				const {name = '', args = [], flags = {}} = parsed ?? {};
				if (!/ (?:run|list|shell)$/.test(name) || flags.compare !== undefined) continue;
				await listed({
					root,
					suites: String(flags.suites),
					selection: args,
					groups: (flags.group as string[] | undefined) ?? [],
					exclude: (flags.exclude as string[] | undefined) ?? [],
					tree: undefined,
					cwd: root,
				});
				t.notThrows(() => selectTargets(targets, (flags.target as string[] | undefined) ?? []), line);
			}
		}
	}
});

test('an example that is wrong would be found', (t) => {
	t.throws(() => parse(['run', '--isolaton', 'boot']), {message: /unknown option '--isolaton'/});
	t.deepEqual(ours("a | cfsbench run 'x y' > z; git bisect run npm run vm:test -- b"), [
		['run', 'x y'],
		['run', 'b'],
	]);
});

test('a line is told in the words that the person called us by', (t) => {
	t.is(calledAs('cfsbench run [options]', 'vm:test'), 'npm run vm:test -- [options]');
	t.is(calledAs('cfsbench run', 'vm:test'), 'npm run vm:test');
	t.is(calledAs('cfsbench runs', 'vm:test'), 'cfsbench runs');
	t.is(calledAs('cfsbench shell', 'vm:test'), 'cfsbench shell');
	t.is(calledAs('cfsbench run verity', 'test'), 'cfsbench run verity');
	t.is(calledAs('cfsbench run verity', undefined), 'cfsbench run verity');
});
