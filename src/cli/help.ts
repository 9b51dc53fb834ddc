/** How every command's help looks: the sections of a manual page, wrapped to the terminal. */
import type {Argument, Command, Help, Option} from 'commander';
import {alternatives} from '../nearest.ts';
import {calledAs} from './called-as.ts';

/** What a manual page says beyond a command's options. */
export interface Manual {
	/** One entry a paragraph. */
	readonly about: readonly string[];
	readonly exitCodes?: Rows;
	readonly files?: Rows;
	readonly environment?: Rows;
	readonly examples: readonly Example[];
	/** Where there is more to read. */
	readonly seeAlso?: string;
}

type Rows = Readonly<Record<string, string>>;

export interface Example {
	readonly does: string;
	/** A line for a shell that begins with `cfsbench`. */
	readonly line: string;
}

const manuals = new WeakMap<Command, Manual>();

/** Gives a command the rest of its manual page. */
export function withManual(command: Command, manual: Manual): Command {
	manuals.set(command, manual);
	return command;
}

export function examplesOf(command: Command): readonly Example[] {
	return manuals.get(command)?.examples ?? [];
}

/** The exit codes that have one meaning in all commands. */
export const usualExitCodes = {
	2: 'the command line is wrong',
	3: 'the bench could not do its work: what is missing, full or broken is named',
} as const;

/** Where descriptions begin; a longer term has a line of its own. */
const column = 27;
const indent = '  ';

/** For `configureHelp`: commands that are made below inherit it. */
export const manualPages: Partial<Help> = {formatHelp};

function formatHelp(command: Command, helper: Help): string {
	const manual = manuals.get(command);
	const width = Math.max(60, Math.min(helper.helpWidth ?? 80, 100));
	const section = (title: string, lines: readonly string[]) =>
		lines.length === 0 ? [] : ['', helper.styleTitle(`\u001b[1m${title}\u001b[22m`), ...lines];
	const rows = (entries: Iterable<readonly [string, string]>) =>
		[...entries].flatMap(([term, text]) => row(term, text, width));
	const table = (named: Rows | undefined) => rows(Object.entries(named ?? {}));

	const options = groupsOf(helper.visibleOptions(command)).flatMap(([title, members]) =>
		section(
			title.toUpperCase(),
			rows(members.map((option) => [helper.optionTerm(option), describeOption(option)])),
		),
	);
	return [
		`Usage: ${calledAs(usageOf(command))}`,
		'',
		...wrap(helper.commandDescription(command), width, ''),
		...(manual?.about ?? []).flatMap((paragraph) => ['', ...wrap(paragraph, width, '')]),
		...section(
			'ARGUMENTS',
			rows(helper.visibleArguments(command).map((one) => [one.name(), describeArgument(one)])),
		),
		...section(
			'COMMANDS',
			rows(helper.visibleCommands(command).map((one) => [one.name(), helper.subcommandDescription(one)])),
		),
		...options,
		...section('EXIT CODES', table(manual?.exitCodes)),
		...section('FILES', table(manual?.files)),
		...section('ENVIRONMENT', table(manual?.environment)),
		...section(
			'EXAMPLES',
			(manual?.examples ?? []).flatMap(({does, line}, index) => [
				...(index === 0 ? [] : ['']),
				...wrap(does, width, `${indent}# `),
				`${indent}${calledAs(line)}`,
			]),
		),
		...section('SEE ALSO', manual?.seeAlso === undefined ? [] : wrap(manual.seeAlso, width, indent)),
		'',
	].join('\n');
}

/** Options that nobody put in a group. */
const general = 'Options';

/** In the order of their first options; those without a group, such as --help, come last. */
function groupsOf(options: readonly Option[]): readonly (readonly [title: string, readonly Option[]])[] {
	const titles = new Set(options.map(({helpGroupHeading}) => helpGroupHeading ?? general));
	const ordered = [...[...titles].filter((title) => title !== general), general];
	return ordered.map((title) => [
		title,
		options.filter(({helpGroupHeading}) => (helpGroupHeading ?? general) === title),
	]);
}

function usageOf(command: Command): string {
	const names: string[] = [];
	for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
	return `${names.join(' ')} ${command.usage()}`;
}

function describeOption({description, argChoices, defaultValue, defaultValueDescription}: Option): string {
	const isTold = typeof defaultValue === 'string' || typeof defaultValue === 'number';
	const usual = defaultValueDescription ?? (isTold ? String(defaultValue) : undefined);
	const notes = [
		...(argChoices === undefined ? [] : [alternatives(argChoices)]),
		...(usual === undefined ? [] : [`default: ${usual}`]),
	];
	return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

function describeArgument({description, argChoices}: Argument): string {
	return argChoices === undefined ? description : `${description} (${alternatives(argChoices)})`;
}

function row(term: string, text: string, width: number): readonly string[] {
	const lines = wrap(text, width, ' '.repeat(column));
	const head = `${indent}${term}`;
	if (head.length > column - 2) return [head, ...lines];
	const [first = '', ...rest] = lines;
	return [head.padEnd(column) + first.slice(column), ...rest];
}

/** Breaks at spaces. A word that is longer than a line stays whole. */
function wrap(text: string, width: number, before: string): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && before.length + line.length + 1 + word.length > width) {
			lines.push(before + line);
			line = word;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, before + line];
}
