import {UsageError} from '../errors.ts';
import type {Environment} from './environment.ts';
import {contestantNames} from './plan.ts';
import type {Results} from './verdict.ts';

/**
 * The numbers of a record that was read from `path`. Throws a UsageError that names the file, the rule and the value where
 * something else stands in their place; of contestants that are not known nothing is asked.
 */
export function checkedResults(from: unknown, path: string): Results {
	const results = fieldsOf(from, 'results', path);
	for (const name of contestantNames) {
		if (results[name] === undefined) continue;
		for (const [metric, values] of Object.entries(fieldsOf(results[name], `results.${name}`, path)))
			if (!Array.isArray(values) || !values.every(isNumber))
				throw unlike(path, `results.${name}.${metric}`, 'an array of numbers', values);
	}
	return results as Results;
}

/** An environment: words by what they are of. Older ones tell less, but each of what shape and which machine. */
export function checkedEnvironment(from: unknown, path: string): Environment {
	const environment = fieldsOf(from, 'environment', path);
	for (const [what, value] of Object.entries({shape: undefined, machine: undefined, ...environment}))
		if (typeof value !== 'string') throw unlike(path, `environment.${what}`, 'a text', value);
	return environment as unknown as Environment;
}

/** The fields of an object, which no array is. */
export function fieldsOf(from: unknown, where: string, path: string): Readonly<Record<string, unknown>> {
	if (typeof from !== 'object' || from === null || Array.isArray(from))
		throw unlike(path, where, 'an object', from);
	return from as Readonly<Record<string, unknown>>;
}

/** What JSON can hold of numbers is finite. */
export function isNumber(value: unknown): value is number {
	return typeof value === 'number';
}

/** `where` in the record of `path` is not what it has to be. */
export function unlike(path: string, where: string, rule: string, value: unknown): UsageError {
	const text = JSON.stringify(value) ?? 'nothing';
	const most = 60;
	return new UsageError(
		`The record ${path}: expected ${where} to be ${rule}, got ${text.length > most ? `${text.slice(0, most)}…` : text}`,
		{remedy: 'cfsbench bench --json FILE writes one'},
	);
}
