import type {Outcome, Verdict} from './run.ts';

/** One line for a mutant, and one for each case that was wrongly said to notice it. */
export function verdictLines(verdict: Verdict): readonly string[] {
	const {mutant, missedBy} = verdict;
	return [
		verdictLine(verdict),
		...missedBy.map((id) => `          ${id} is said to notice ${mutant.id}, and did not`),
	];
}

function verdictLine({mutant, caughtBy, ms}: Verdict): string {
	const seconds = `${(ms / 1000).toFixed(1)} s`;
	if (caughtBy.length === 0) return `survived  ${mutant.id}  (${mutant.breaks}; ${seconds})`;
	return `caught    ${mutant.id}  by ${named(caughtBy)}  (${seconds})`;
}

/**
 * The quick cases that no mutant made fail. One that fails more than a quarter of them says nothing about any: the driver is broken as
 * a whole then.
 */
export function unnamedCases({verdicts, quick}: Outcome): readonly string[] {
	const telling = verdicts.filter(({caughtBy}) => caughtBy.length <= quick.length / 4);
	const named = new Set(telling.flatMap(({caughtBy}) => caughtBy));
	return quick.filter((id) => !named.has(id));
}

/** Every mutant was noticed, by all that are said to, and every quick case notices one. */
export function isGood(outcome: Outcome): boolean {
	const noticed = outcome.verdicts.every(
		({caughtBy, missedBy}) => caughtBy.length > 0 && missedBy.length === 0,
	);
	return noticed && unnamedCases(outcome).length === 0;
}

/** What is said at the end. */
export function summaryLines(outcome: Outcome): readonly string[] {
	const survivors = outcome.verdicts.filter(({caughtBy}) => caughtBy.length === 0);
	const unnamed = unnamedCases(outcome);
	const caught = outcome.verdicts.length - survivors.length;
	const missed = outcome.verdicts.reduce((sum, {missedBy}) => sum + missedBy.length, 0);
	return [
		'',
		...unnamed.map((id) => `no mutant makes ${id} fail`),
		...(outcome.quick.length === 0
			? []
			: [`${outcome.quick.length - unnamed.length} of ${outcome.quick.length} quick cases notice a mutant`]),
		`${caught} caught, ${survivors.length} survived, ${missed} not noticed as said`,
	];
}

/** The record of a run: a table of mutants, and one of quick cases where all ran. */
export function markdownReport(outcome: Outcome): string {
	const {environment, verdicts, quick} = outcome;
	const lines = [
		`Kernel ${environment.kernel}, ${environment.accelerator}.`,
		'',
		'| mutant | what it breaks | noticed by |',
		'| --- | --- | --- |',
		...verdicts.map(
			({mutant, caughtBy}) =>
				`| ${mutant.id} | ${mutant.breaks} | ${caughtBy.length === 0 ? '**nobody**' : named(caughtBy, 4)} |`,
		),
	];
	if (quick.length > 0) {
		const count = (id: string) => verdicts.filter(({caughtBy}) => caughtBy.includes(id)).length;
		lines.push('', '| quick case | mutants it notices |', '| --- | --- |');
		lines.push(...quick.map((id) => `| ${id} | ${count(id) || '**none**'} |`));
	}
	return `${lines.join('\n')}\n`;
}

function named(cases: readonly string[], most = 3): string {
	const shown = cases.slice(0, most).join(', ');
	return cases.length <= most ? shown : `${shown} and ${cases.length - most} more`;
}
