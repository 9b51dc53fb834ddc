/**
 * Text of a guest made fit for a report. A console may hold any byte; what a terminal, an XML parser or a page could
 * take for more than text is taken out.
 */

const terminalEscape =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are what is taken out
	/\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g;

/**
 * What XML 1.0 has no place for: most control characters, lone surrogates, U+FFFE and U+FFFF. Beside these DEL, the C1 controls,
 * which a terminal may obey, and the marks that turn the direction of text around.
 */
const unfit =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Surrogate}\ufffe\uffff]/gu;

/** Carriage returns, and what Unicode has for line ends: a parser of lines may stumble over them. */
const oddLineEnd = /\r+\n|[\r\u2028\u2029]/g;

/** Without terminal escapes, with `\n` for every kind of line end; each other unfit character is U+FFFD, so that it's seen that there was one. */
export function plainText(text: string): string {
	return text.replace(terminalEscape, '').replace(oddLineEnd, '\n').replace(unfit, '\ufffd');
}

/** The same on one line. */
export function plainLine(text: string): string {
	return plainText(text).replace(/\s+/g, ' ').trim();
}

/** `&`, `<`, `>` and both quotes, for XML and HTML alike, in text as in attributes. The text is made plain first. */
export function escapeMarkup(text: string): string {
	return plainText(text)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
}
