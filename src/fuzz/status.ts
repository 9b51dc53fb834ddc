/** What libFuzzer says on one of its lines. */
export interface FuzzStatus {
	readonly runs: number;
	/** Edges that were reached. */
	readonly coverage: number;
	/** Inputs that reached something new. */
	readonly corpus: number;
	readonly perSecond: number;
}

export const noStatus: FuzzStatus = {runs: 0, coverage: 0, corpus: 0, perSecond: 0};

/** Of processes side by side that share a corpus. */
export function addStatuses(statuses: readonly FuzzStatus[]): FuzzStatus {
	return statuses.reduce(
		(sum, one) => ({
			runs: sum.runs + one.runs,
			coverage: Math.max(sum.coverage, one.coverage),
			corpus: Math.max(sum.corpus, one.corpus),
			perSecond: sum.perSecond + one.perSecond,
		}),
		noStatus,
	);
}

/** Of a line such as `#4096 NEW cov: 512 ft: 900 corp: 40/12Kb ... exec/s: 2048 ...`; undefined for any other. */
export function parseStatus(line: string): FuzzStatus | undefined {
	const found = /^#(\d+)\s+\w+\s+cov: (\d+) .*corp: (\d+)\/.*exec\/s: (\d+)/.exec(line);
	if (found === null) return undefined;
	const [runs = 0, coverage = 0, corpus = 0, perSecond = 0] = found.slice(1).map(Number);
	return {runs, coverage, corpus, perSecond};
}

/** The first line that says what went wrong, of what a sanitizer or the target wrote. */
export function parseFault(output: string): string {
	const lines = output.split('\n');
	const told = lines.find((line) =>
		/^inconsistent: |ERROR: \w+Sanitizer|runtime error: |ERROR: libFuzzer/.test(line),
	);
	return told?.trim() ?? 'it ended without a word';
}
