/** The ways in which the driver is broken to see whether the suites notice: one change each, kept as data. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'smol-toml';
import {UsageError} from '../errors.ts';
import {didYouMean} from '../nearest.ts';

/** One `[[mutant]]` of `test/mutants/<part>.toml`. */
export interface Mutant {
	/** `part/name`. */
	readonly id: string;
	/** What is wrong then, in a few words. */
	readonly breaks: string;
	/** Below kernel/. */
	readonly file: string;
	/** Text that is in the file once. */
	readonly find: string;
	/** What takes its place. */
	readonly replace: string;
	/** Cases that notice, each of them. */
	readonly cases: readonly string[];
}

const texts = ['name', 'breaks', 'file', 'find', 'replace'] as const;
const keys = [...texts, 'cases'];

/** Reads all of a folder, in the order of files and of what is in them. Throws a UsageError that names what is wrong and where. */
export function readCatalogue(folder: string): readonly Mutant[] {
	const mutants = readdirSync(folder)
		.filter((name) => name.endsWith('.toml'))
		.sort()
		.flatMap((name) => parseMutants(readFileSync(join(folder, name), 'utf8'), name));
	const seen = new Set<string>();
	for (const {id} of mutants) {
		if (seen.has(id)) throw new UsageError(`Two mutants have the name '${id}'`);
		seen.add(id);
	}
	return mutants;
}

/** `name`: the file's, whose stem is the first part of the ids. */
export function parseMutants(text: string, name: string): readonly Mutant[] {
	let tables: unknown;
	try {
		tables = parse(text).mutant;
	} catch (error) {
		throw new UsageError(`${name}: ${(error as Error).message.split('\n', 1)[0]}`, {cause: error});
	}
	if (!Array.isArray(tables) || tables.length === 0)
		throw new UsageError(`Expected at least one [[mutant]] in ${name}, there is none`);
	return tables.map((table: unknown, index) => {
		const given = (table ?? {}) as Record<string, unknown>;
		const where = `[[mutant]] ${index + 1} of ${name}`;
		for (const key of Object.keys(given))
			if (!keys.includes(key))
				throw new UsageError(`${where} has the key '${key}', which means nothing`, {
					remedy: didYouMean(key, keys, `Keys are ${keys.join(', ')}.`),
				});
		for (const key of texts)
			if (typeof given[key] !== 'string' || (given[key] === '' && key !== 'replace'))
				throw new UsageError(`${where}: expected ${key} to be text, got ${JSON.stringify(given[key])}`);
		const {cases} = given;
		if (!Array.isArray(cases) || cases.length === 0 || !cases.every((one) => typeof one === 'string'))
			throw new UsageError(`${where}: expected cases to be a list of ids, got ${JSON.stringify(cases)}`);
		const {file, breaks, find, replace} = given as unknown as Mutant;
		return {id: `${name.replace(/\.toml$/, '')}/${given.name}`, breaks, file, find, replace, cases};
	});
}

/** Those that words name: a part, or an id; all where there is no word. */
export function selectMutants(mutants: readonly Mutant[], words: readonly string[]): readonly Mutant[] {
	const matches = ({id}: Mutant, word: string) => id === word || id.startsWith(`${word}/`);
	const known = mutants.flatMap(({id}) => [id, id.split('/')[0] ?? '']);
	for (const word of words)
		if (!mutants.some((mutant) => matches(mutant, word)))
			throw new UsageError(`no mutant is named '${word}'`, {
				remedy: didYouMean(word, [...new Set(known)], 'cfsbench mutants --list shows all'),
			});
	return words.length === 0
		? mutants
		: mutants.filter((mutant) => words.some((word) => matches(mutant, word)));
}
