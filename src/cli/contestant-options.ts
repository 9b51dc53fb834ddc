import {type Command, InvalidArgumentError} from 'commander';
import {UsageError} from '../errors.ts';
import type {Target} from '../host/matrix.ts';
import {type ContestantName, contestantNames} from '../result/contestant.ts';
import type {SeedRange} from '../result/protocol.ts';
import {choiceOption} from './options.ts';

export interface ContestantFlags {
	readonly contestant?: ContestantName | 'all';
	readonly seeds?: SeedRange;
}

export function withContestants(command: Command): Command {
	return command
		.optionsGroup('Who is tested')
		.addOption(
			choiceOption(
				'--contestant <name>',
				'who shows the trees of the cases; all for one run of each, one after another (default: composefs)',
				[...contestantNames, 'all'],
			),
		)
		.option(
			'--seeds <range>',
			'what cases with random input make it of: N for 1 to N, or FROM-TO (default: 50)',
			seedRange,
		);
}

/** `N`, or `FROM-TO`. Throws an InvalidArgumentError for anything else. */
export function seedRange(text: string): SeedRange {
	const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
	const [from, to] = last === undefined ? [1, Number(first)] : [Number(first), Number(last)];
	if (first === undefined || to < from)
		throw new InvalidArgumentError('Expected a number from 1 on, or a range such as 700-731.');
	return {from, to};
}

/** One run for each contestant; undefined where one was named, or none. */
export function contestantTargets(
	{contestant}: ContestantFlags,
	groups: readonly string[],
): readonly Target[] | undefined {
	if (contestant !== 'all') return undefined;
	return contestantNames.map((name) => ({
		name,
		kernel: undefined,
		accelerator: 'auto',
		contestant: name,
		groups: groups.length > 0 ? groups : ['auto'],
	}));
}

/** The one that was named. Throws a UsageError where all are, or where its output would be what composefs is held to. */
export function contestantOf({
	contestant,
	update,
}: ContestantFlags & {readonly update?: boolean}): ContestantName {
	if (contestant === 'all')
		throw new UsageError('Expected one contestant here, got --contestant all', {
			remedy: 'all is for runs, without --watch and --matrix',
		});
	if (update && contestant !== undefined && contestant !== 'composefs')
		throw new UsageError(`--update would hold all filesystems to what ${contestant} shows`, {
			remedy: 'leave out --contestant: golden output is written from composefs, and looked at by people',
		});
	return contestant ?? 'composefs';
}
