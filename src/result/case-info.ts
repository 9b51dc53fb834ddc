import {type Capability, capabilities} from './contestant.ts';
import {parseRequirement} from './requirement.ts';

/** What is known of a case before it runs. The host reads it to list and plan, the agent to prepare the guest. */
export interface CaseInfo {
	/** Subject, verb, condition. */
	readonly title: string;
	/** Tags across suites; `auto` unless the case says otherwise. */
	readonly groups: readonly string[];
	/** What the guest must have, see `requirement.ts`; what is absent makes the case `notrun`. */
	readonly requires: readonly string[];
	/** Prepared disks that the case wants attached, such as `tree`. */
	readonly fixtures: readonly string[];
	/** The case may share a guest with its neighbours; a batch that fails is rerun one by one. */
	readonly batch: boolean;
	/** Milliseconds that the case may take under KVM; slower accelerators get a multiple. */
	readonly deadlineMs: number;
	/** The kernel module that is loaded before the case and unloaded after it, or `false`. */
	readonly module: string | false;
	/** What a contestant must be able to, beyond showing a tree; absent where the case is about composefs alone. */
	readonly needs?: readonly Capability[];
}

/** A case in the tree: `id` is `suite/case`, after its path. */
export interface ListedCase extends CaseInfo {
	readonly id: string;
	readonly file: string;
}

export const defaultGroup = 'auto';
/** Groups with a meaning of their own in every suite: run by default, in seconds, for long, with a risk for the guest. */
export const usualGroups = [defaultGroup, 'quick', 'stress', 'dangerous'] as const;
const defaultDeadlineMs = 20_000;
const longestDeadlineMs = 60 * 60 * 1000;
const word = /^[a-z0-9][a-z0-9._-]*$/;

const fields = new Set([
	'title',
	'groups',
	'requires',
	'fixtures',
	'batch',
	'deadlineMs',
	'module',
	'needs',
	'run',
]);

/** Checks what a case file exports and fills in what it leaves out. Throws a TypeError that says what was expected. */
export function readCaseInfo(value: unknown): CaseInfo {
	if (typeof value !== 'object' || value === null)
		throw new TypeError(`Expected a case made by defineCase({...}), got ${describe(value)}`);

	const given = value as Record<string, unknown>;
	for (const name of Object.keys(given))
		if (!fields.has(name)) throw new TypeError(`Expected one of ${[...fields].join(', ')}, got ${name}`);
	if (typeof given.run !== 'function')
		throw new TypeError(`Expected run to be a function, got ${describe(given.run)}`);

	const requires = words(given, 'requires', []);
	for (const requirement of requires) parseRequirement(requirement);

	return {
		title: text(given, 'title'),
		groups: words(given, 'groups', [defaultGroup], word),
		requires,
		fixtures: words(given, 'fixtures', [], word),
		batch: flag(given, 'batch'),
		deadlineMs: deadline(given.deadlineMs),
		module: moduleName(given.module),
		...(given.needs !== undefined && {needs: words(given, 'needs', []).map(capability)}),
	};
}

function text(given: Record<string, unknown>, name: string): string {
	const value = given[name];
	if (typeof value !== 'string' || value.trim() === '' || value.includes('\n'))
		throw new TypeError(`Expected ${name} to be one line of text, got ${describe(value)}`);
	return value;
}

function words(
	given: Record<string, unknown>,
	name: string,
	fallback: readonly string[],
	rule?: RegExp,
): readonly string[] {
	const value = given[name];
	if (value === undefined) return fallback;
	if (!Array.isArray(value)) throw new TypeError(`Expected ${name} to be an array, got ${describe(value)}`);

	for (const item of value)
		if (typeof item !== 'string' || (rule !== undefined && !rule.test(item)))
			throw new TypeError(`Expected ${name} to hold lower-case words, got ${describe(item)}`);
	return value as string[];
}

function capability(name: string): Capability {
	if (!Object.hasOwn(capabilities, name))
		throw new TypeError(
			`Expected needs to hold some of ${Object.keys(capabilities).join(', ')}, got '${name}'`,
		);
	return name as Capability;
}

function flag(given: Record<string, unknown>, name: string): boolean {
	const value = given[name] ?? false;
	if (typeof value !== 'boolean')
		throw new TypeError(`Expected ${name} to be true or false, got ${describe(value)}`);
	return value;
}

function deadline(value: unknown = defaultDeadlineMs): number {
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > longestDeadlineMs)
		throw new TypeError(
			`Expected deadlineMs to be a whole number up to ${longestDeadlineMs}, got ${describe(value)}`,
		);
	return value;
}

function moduleName(value: unknown = 'composefs'): string | false {
	if (value === false) return false;
	if (typeof value !== 'string' || !/^\w+$/.test(value))
		throw new TypeError(`Expected module to be a module's name or false, got ${describe(value)}`);
	return value;
}

function describe(value: unknown): string {
	return typeof value === 'string'
		? `'${value}'`
		: value === null
			? 'null'
			: typeof value === 'object'
				? 'an object'
				: String(value);
}
