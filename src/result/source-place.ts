/** A line of TypeScript, as a mapped stack names it: the file is relative to the checkout, or absolute outside of it. */
export interface SourcePlace {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

const frame = /^\s+at .*?\(?([^\s()]+\.ts):(\d+):(\d+)\)?$/gm;

/** Where a case failed: the first frame in the case's own file, or else the first that isn't the agent's. */
export function placeInStack(stack: string, caseFile?: string): SourcePlace | undefined {
	const frames = [...stack.matchAll(frame)].map(([, file = '', line, column]) => ({
		file,
		line: Number(line),
		column: Number(column),
	}));
	const own = frames.find(({file}) => caseFile !== undefined && isPartOf(file, caseFile));
	return own ?? frames.find(({file}) => !file.startsWith('src/guest/'));
}

function isPartOf(file: string, path: string): boolean {
	return path === file || path.endsWith(`/${file}`);
}
