/** Options that several commands have, and kinds of values. */
import {join, resolve} from 'node:path';
import {InvalidArgumentError, Option} from 'commander';
import {alternatives, meantNames} from '../nearest.ts';

/** Where the checkout is. */
const root = resolve(import.meta.dirname, '../..');

/** An option whose value, or each of its values, is one of a few words. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
	const option = new Option(flags, description).choices(choices);
	const check = oneOf(choices);
	return option.argParser((value: string, before: unknown) =>
		option.variadic ? [...(Array.isArray(before) ? before : []), check(value)] : check(value),
	);
}

/** A part of a hundred, such as 1 or 0.5. */
export function percentage(text: string): number {
	const value = Number(text);
	if (!/^\d+(\.\d+)?$/.test(text) || value > 1000)
		throw new InvalidArgumentError('Expected a percentage from 0 to 1000, such as 0.5.');
	return value;
}

/** Takes one of a few words; the nearest of them is suggested for another. */
export function oneOf(choices: readonly string[]): (value: string) => string {
	return (value) => {
		if (choices.includes(value)) return value;
		const near = meantNames(value, choices);
		const suggestion = near.length === 0 ? '' : `\n(Did you mean ${near.join(', ')}?)`;
		throw new InvalidArgumentError(`Expected ${alternatives(choices)}.${suggestion}`);
	};
}

export function acceleratorOption(): Option {
	return choiceOption('--accel <name>', 'what runs the guests', ['auto', 'kvm', 'tcg']).default('auto');
}

export function suitesOption(): Option {
	return new Option('--suites <dir>', 'where <suite>/<case>.ts are')
		.argParser(directory)
		.default(join(root, 'test/suites'), 'test/suites');
}

/** An empty word, from a variable that is not set, names no directory; resolved it would be the current one. */
export function directory(path: string): string {
	if (path === '') throw new InvalidArgumentError('Expected a directory.');
	return resolve(path);
}

export function wholeNumber(least: number, most: number): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
			throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
		return value;
	};
}

/** For options that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
	return [...before, value];
}
