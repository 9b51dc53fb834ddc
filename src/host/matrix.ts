/** What is tested on what, in one file: kernels, accelerators, groups of cases. */
import {readFile} from 'node:fs/promises';
import {parse, TomlError} from 'smol-toml';
import {UsageError} from '../errors.ts';
import {didYouMean} from '../nearest.ts';
import {type ContestantName, contestantNames} from '../result/contestant.ts';

/** One `[[target]]` of a matrix. */
export interface Target {
	readonly name: string;
	/** As for --kernel; undefined is the default one. */
	readonly kernel: string | undefined;
	readonly accelerator: 'auto' | 'kvm' | 'tcg';
	readonly contestant: ContestantName;
	readonly groups: readonly string[];
}

const accelerators = ['auto', 'kvm', 'tcg'] as const;
const keys = ['name', 'kernel', 'accelerator', 'contestant', 'groups'];

/** Reads a matrix and checks all of it. Throws a UsageError that names the target, the rule and the value. */
export async function readMatrix(path: string): Promise<readonly Target[]> {
	const text = await readFile(path, 'utf8').catch((cause: unknown) => {
		throw new UsageError(`The matrix ${path} can't be read`, {
			cause,
			detail: String(cause),
			remedy:
				"A word after --matrix is its file; put words that select cases before it, or write '--matrix=FILE'.",
		});
	});
	return parseMatrix(text, path);
}

export function parseMatrix(text: string, path: string): readonly Target[] {
	const {target: targets, ...others} = parseToml(text, path);
	for (const key of Object.keys(others))
		throw new UsageError(`Expected only [[target]] in ${path}, got '${key}'`);
	if (!Array.isArray(targets) || targets.length === 0)
		throw new UsageError(`Expected at least one [[target]] in ${path}, there is none`);

	const names = new Set<string>();
	return targets.map((table: unknown, index) => {
		const target = readTarget(table, `[[target]] ${index + 1} of ${path}`);
		if (names.has(target.name)) throw new UsageError(`Two targets of ${path} have the name '${target.name}'`);
		names.add(target.name);
		return target;
	});
}

/** Those that were named, in the matrix's order; all where none was. */
export function selectTargets(targets: readonly Target[], names: readonly string[]): readonly Target[] {
	const known = targets.map(({name}) => name);
	for (const name of names) {
		if (known.includes(name)) continue;
		throw new UsageError(`Expected the name of a target, got '${name}'`, {
			remedy: didYouMean(name, known, `The matrix has ${known.join(', ')}.`),
		});
	}
	return names.length === 0 ? targets : targets.filter(({name}) => names.includes(name));
}

function parseToml(text: string, path: string): Record<string, unknown> {
	try {
		return parse(text);
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const [first = ''] = error.message.split('\n', 1);
		throw new UsageError(`${path}:${error.line}:${error.column}: ${first}`, {
			cause: error,
			detail: error.codeblock,
		});
	}
}

function readTarget(table: unknown, where: string): Target {
	if (typeof table !== 'object' || table === null) throw new UsageError(`Expected a table in ${where}`);
	for (const key of Object.keys(table)) {
		if (keys.includes(key)) continue;
		throw new UsageError(`${where} has the key '${key}', which means nothing`, {
			remedy: didYouMean(key, keys, `Keys are ${keys.join(', ')}.`),
		});
	}

	const values = new Map(Object.entries(table));
	const {name, kernel, groups} = Object.fromEntries(values);
	if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9._-]*$/.test(name))
		throw new UsageError(`${where}: expected a name of a-z, 0-9, '.', '_' and '-', got ${shown(name)}`);
	const of = `target '${name}' of the matrix`;
	if (kernel !== undefined && (typeof kernel !== 'string' || kernel === ''))
		throw new UsageError(`${of}: expected a kernel as for --kernel, got ${shown(kernel)}`);
	if (groups !== undefined && !(Array.isArray(groups) && groups.length > 0 && groups.every(isWord)))
		throw new UsageError(`${of}: expected groups as a list of words, got ${shown(groups)}`);
	return {
		name,
		kernel,
		accelerator: oneOf(values.get('accelerator') ?? 'auto', accelerators, `${of}: accelerator`),
		contestant: oneOf(values.get('contestant') ?? 'composefs', contestantNames, `${of}: contestant`),
		groups: groups ?? ['auto'],
	};
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], what: string): T {
	const found = allowed.find((one) => one === value);
	if (found !== undefined) return found;
	throw new UsageError(
		`${what}: expected ${allowed.map((one) => `'${one}'`).join(' or ')}, got ${shown(value)}`,
	);
}

function isWord(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

function shown(value: unknown): string {
	return value === undefined ? 'none' : JSON.stringify(value);
}
