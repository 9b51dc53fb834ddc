import {readFile} from 'node:fs/promises';
import {UsageError} from '../errors.ts';
import type {CaseFinished} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import {compareVersions} from '../vm/kernel/version.ts';
import {matchesCase} from './case-pattern.ts';

/** A case that is known to fail, for a while. */
export interface ExpectedFailure {
	/** An id, or a glob with `*`. */
	readonly case: string;
	/** For people: why it fails, and where that is followed up. */
	readonly reason: string;
	/** The last day on which it holds, as YYYY-MM-DD, by UTC. */
	readonly expires: string;
	/** Only kernels of this version on. */
	readonly from?: string;
	/** Only kernels before this version. */
	readonly before?: string;
	/** Only this failure: a part of what the outcome says. Another one is a failure like any. */
	readonly says?: string;
}

const fields = ['case', 'reason', 'expires', 'from', 'before', 'says'];
const shape =
	'each item is {"case": "suite/case", "reason": "...", "expires": "YYYY-MM-DD"}, and may have "from", "before" (kernel versions) and "says"';

/** Reads the repository's list. Without the file nothing is expected to fail. Throws a UsageError for an entry that has expired. */
export async function readExpectedFailures(
	path: string,
	now = new Date(),
): Promise<readonly ExpectedFailure[]> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}

	const list = parse(text, path);
	const today = now.toISOString().slice(0, 10);
	const expired = list.filter(({expires}) => expires < today);
	if (expired.length === 0) return list;
	throw new UsageError(
		`${path}: ${expired.map((item) => `'${item.case}' expired on ${item.expires} (${item.reason})`).join('; ')}`,
		{remedy: 'Mend the failure and remove the entry, or look at it anew and give it another date.'},
	);
}

/** Says of a result whether the list expected it. A `notrun` says nothing about a failure. */
export function withExpectation(
	result: CaseFinished,
	list: readonly ExpectedFailure[],
	release: string,
): CaseFinished {
	const {caseId, outcome} = result;
	if (outcome.kind === 'notrun') return result;
	const entries = list.filter((item) => matchesCase(item.case, caseId) && holdsFor(item, release));
	if (outcome.kind === 'passed') return annotated(result, 'unexpected-pass', entries[0]);
	return annotated(result, 'expected-failure', met(entries, textOf(outcome)));
}

/** Whether the list expects that a case fails with these words. */
export function expectsFailure(
	list: readonly ExpectedFailure[],
	{caseId, release, words}: {readonly caseId: string; readonly release: string; readonly words: string},
): boolean {
	const entries = list.filter((item) => matchesCase(item.case, caseId) && holdsFor(item, release));
	return met(entries, words) !== undefined;
}

function met(entries: readonly ExpectedFailure[], words: string): ExpectedFailure | undefined {
	return entries.find(({says}) => says === undefined || words.includes(says));
}

function annotated(
	result: CaseFinished,
	kind: 'expected-failure' | 'unexpected-pass',
	entry: ExpectedFailure | undefined,
): CaseFinished {
	if (entry === undefined) return result;
	const words = kind === 'expected-failure' ? 'expected failure' : 'unexpected pass, expected to fail';
	const note = [result.note, `${words}: ${entry.reason}`].filter(Boolean).join('; ');
	return {...result, note, annotation: {kind, reason: entry.reason}};
}

/** `from` <= the release's numbers < `before`. What follows the numbers (`+deb12-amd64`, `-rc3`) doesn't count. */
function holdsFor({from, before}: ExpectedFailure, release: string): boolean {
	const version = /^\d+(?:\.\d+)*/.exec(release)?.[0] ?? release;
	return (
		(from === undefined || compareVersions(version, from) >= 0) &&
		(before === undefined || compareVersions(version, before) < 0)
	);
}

function textOf(outcome: Outcome): string {
	switch (outcome.kind) {
		case 'passed':
			return '';
		case 'failed':
			return outcome.failures.map(({source, message}) => `${source}: ${message}`).join('\n');
		case 'notrun':
		case 'crashed':
			return outcome.reason;
		case 'timedout':
			return 'timedout';
	}
}

function parse(text: string, path: string): readonly ExpectedFailure[] {
	try {
		const list: unknown = JSON.parse(text);
		if (!Array.isArray(list)) throw new TypeError('Expected an array');
		return list.map(checked);
	} catch (error) {
		throw new UsageError(`${path}: ${(error as Error).message}`, {remedy: shape});
	}
}

function checked(item: unknown): ExpectedFailure {
	const given = (item ?? {}) as Record<string, unknown>;
	const where = `in ${JSON.stringify(item)}`;
	for (const [name, value] of Object.entries(given)) {
		if (!fields.includes(name))
			throw new TypeError(`Expected one of ${fields.join(', ')}, got '${name}' ${where}`);
		if (typeof value !== 'string' || value === '')
			throw new TypeError(`Expected '${name}' to be text ${where}`);
	}
	for (const name of ['case', 'reason', 'expires'])
		if (given[name] === undefined) throw new TypeError(`Expected '${name}' ${where}`);
	if (!isDay(given.expires as string))
		throw new TypeError(`Expected 'expires' to be a day such as 2030-12-31 ${where}`);
	for (const name of ['from', 'before'])
		if (given[name] !== undefined && !/^\d+(?:\.\d+)*$/.test(given[name] as string))
			throw new TypeError(`Expected '${name}' to be a kernel version such as 6.12 ${where}`);
	return item as ExpectedFailure;
}

function isDay(text: string): boolean {
	const time = Date.parse(`${text}T00:00:00Z`);
	return (
		/^\d{4}-\d\d-\d\d$/.test(text) &&
		!Number.isNaN(time) &&
		new Date(time).toISOString().slice(0, 10) === text
	);
}
