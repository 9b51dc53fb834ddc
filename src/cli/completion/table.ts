import type {Argument, Command, Option} from 'commander';

/** What a placeholder such as `<group>` stands for, in the words of candidates.sh; empty is nothing that can be listed. */
const kinds: Readonly<Record<string, string>> = {
	group: 'group',
	target: 'target',
	event: 'event',
	mutant: '',
	range: '',
	percent: '',
	kernel: 'kernel',
	run: 'run',
	'run-a': 'run',
	'run-b': 'run',
	'image-b': 'file',
	'image-or-dir': 'file',
	path: '',
	case: 'case',
	selection: 'case',
	dir: 'directory',
	tree: 'directory',
	file: 'file',
	image: 'file',
	flags: '',
	octal: '',
	seconds: '',
	shape: 'file',
	'source-and-image': 'file',
	text: '',
	days: '',
	mebibytes: '',
	n: '',
	'i/n': '',
	MiB: '',
};

/**
 * What the shells complete, a line for each option, argument and command: `path|type|word|value|description`. The path is that
 * of the command, such as `image create`. A value is a kind, `=a b c` for choices, `?` before it where it may be left out, `+`
 * where it takes all words that follow.
 */
export function completionTable(program: Command): string {
	return [...linesOf(program, '')].map((fields) => `${fields.join('|')}\n`).join('');
}

function* linesOf(command: Command, path: string): Generator<readonly string[]> {
	const help = command.createHelp();
	const children = help.visibleCommands(command);
	for (const child of children) {
		const below = `${path} ${child.name()}`.trim();
		yield [path, 'command', child.name(), '', oneLine(child.description())];
		// The command `help` is Commander's, and takes the name of another.
		if (child.name() === 'help')
			yield [below, 'argument', '1', choices(children.map((one) => one.name())), ''];
		else yield* linesOf(child, below);
	}
	for (const option of help.visibleOptions(command))
		for (const word of [option.long, option.short])
			if (word) yield [path, 'option', word, valueKind(option), oneLine(option.description)];
	for (const [index, argument] of command.registeredArguments.entries())
		yield [path, 'argument', argument.variadic ? '*' : String(index + 1), valueKind(argument), ''];
}

function valueKind(value: Option | Argument): string {
	const placeholder = 'flags' in value ? placeholderOf(value.flags) : value.name();
	if (placeholder === undefined) return '';
	const kind = value.argChoices === undefined ? kindOf(placeholder) : choices(value.argChoices);
	if (!('flags' in value)) return kind;
	return `${value.variadic ? '+' : value.optional ? '?' : ''}${kind || 'none'}`;
}

function choices(words: readonly string[]): string {
	return `=${words.join(' ')}`;
}

function placeholderOf(flags: string): string | undefined {
	return /[<[](.*?)(?:\.\.\.)?[>\]]$/.exec(flags)?.[1];
}

/** One that nobody has told us of completes to nothing; a test finds it. */
function kindOf(placeholder: string): string {
	return kinds[placeholder] ?? 'unknown';
}

/** What a separator would be mistaken for is left out. */
function oneLine(text: string): string {
	return text.replaceAll('|', '/').replaceAll('\n', ' ');
}
