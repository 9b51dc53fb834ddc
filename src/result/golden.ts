/** Output that a case is held to, in a file beside it: `<case>.golden`. With --update it comes back as a line of the case's log. */

const mark = 'golden output: ';

/** Where the golden file of a case's file is. */
export function goldenPath(caseFile: string): string {
	return caseFile.replace(/\.ts$/, '.golden');
}

export function encodeGolden(text: string): string {
	return `${mark}${Buffer.from(text).toString('base64')}`;
}

/** The text of such a line; undefined for any other. */
export function decodeGolden(line: string): string | undefined {
	return line.startsWith(mark) ? Buffer.from(line.slice(mark.length), 'base64').toString() : undefined;
}
