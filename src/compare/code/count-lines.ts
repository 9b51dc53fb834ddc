/** Comments of C, and the strings and characters in which `/*` begins none. */
const commentOrText =
	/\/\/(?:\\\n|[^\n])*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;

/** Physical lines of C that hold something else than blanks and comments. */
export function countLines(source: string): number {
	const code = source.replace(commentOrText, (found) =>
		found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found,
	);
	return code.split('\n').filter((line) => line.trim() !== '').length;
}
