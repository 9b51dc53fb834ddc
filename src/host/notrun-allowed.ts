import {readFile} from 'node:fs/promises';
import {UsageError} from '../errors.ts';
import {matchesCase} from './case-pattern.ts';

/** A notrun that is no news: `case` is an id or a glob with `*`, `reason` a part of the reason given, `why` is for people. */
export interface AllowedNotrun {
	readonly case: string;
	readonly reason: string;
	readonly why: string;
}

/** Reads the repository's list. Without the file nothing is allowed. */
export async function readAllowedNotruns(path: string): Promise<readonly AllowedNotrun[]> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}

	try {
		const list: unknown = JSON.parse(text);
		if (!Array.isArray(list)) throw new TypeError('Expected an array');
		return list.map(checked);
	} catch (error) {
		throw new UsageError(`${path}: ${(error as Error).message}`, {
			remedy: 'each item is {"case": "suite/case", "reason": "part of the reason", "why": "for people"}',
		});
	}
}

export function isAllowed(allowed: readonly AllowedNotrun[], caseId: string, reason: string): boolean {
	return allowed.some((item) => matchesCase(item.case, caseId) && reason.includes(item.reason));
}

function checked(item: unknown): AllowedNotrun {
	const given = (item ?? {}) as Record<string, unknown>;
	for (const name of ['case', 'reason', 'why'])
		if (typeof given[name] !== 'string' || given[name] === '')
			throw new TypeError(`Expected '${name}' to be text in ${JSON.stringify(item)}`);
	return item as AllowedNotrun;
}
