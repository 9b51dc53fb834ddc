// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are what is taken out
const terminalEscape = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007|[@-Z\\-_])/g;
const timestamp = /\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? ?/;
const level = /^<\d>/;

/**
 * A console line as the kernel meant it: without carriage returns, terminal escapes, log level and
 * timestamp. A message of the kernel that fell into another writer's unfinished line becomes a line of its own.
 */
export function cleanLines(raw: string): string[] {
	return raw
		.replace(terminalEscape, '')
		.replaceAll('\r', '')
		.split(timestamp)
		.map((part) => part.replace(level, '').trimEnd())
		.filter((part, index, parts) => part !== '' || parts.length === 1 || index > 0);
}
