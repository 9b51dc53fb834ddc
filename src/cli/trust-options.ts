import {resolve} from 'node:path';
import type {Command} from 'commander';
import {UsageError} from '../errors.ts';
import type {RunOptions} from '../host/run-options.ts';
import {parseShard} from '../host/shard.ts';
import {wholeNumber} from './options.ts';

export interface TrustFlags {
	readonly repeat?: number;
	readonly untilFail?: boolean;
	readonly retry?: number;
	readonly failOnFlaky?: boolean;
	readonly shard?: string;
	readonly durations?: string;
	readonly expectedFailures?: string;
	readonly failed?: boolean;
}

const times = wholeNumber(1, 1_000_000);

export function withTrust(command: Command): Command {
	return command
		.optionsGroup('Trust')
		.option('--repeat <n>', 'every case n times; one bad attempt is a bad case', times)
		.option('--until-fail', 'again and again until a case ends badly (with --repeat: at most n times)')
		.option(
			'--retry <n>',
			'a case that ends badly gets n more attempts, and is flaky when one is good',
			times,
		)
		.option('--fail-on-flaky', 'exit code 1 also where cases were flaky')
		.option('--shard <i/n>', 'the i-th of n parts that take about the same time')
		.option('--durations <file>', 'what shards are balanced by (default: durations.json in the cache)')
		.option(
			'--expected-failures <file>',
			'the list of cases that are known to fail (default: test/expected-failures.json)',
		)
		.option(
			'--compare <run...>',
			"run nothing; compare two runs, by id, path, 'last' or 'last~1': exit code 1 when a case got worse",
		);
}

export function trustOptions(
	flags: TrustFlags,
): Pick<RunOptions, 'attempts' | 'failOnFlaky' | 'shard' | 'durations' | 'expectedFailures'> {
	const {repeat, untilFail, retry, failOnFlaky, shard, durations, expectedFailures} = flags;
	if (retry !== undefined && (repeat !== undefined || untilFail))
		throw new UsageError(`--retry forgives what --${untilFail ? 'until-fail' : 'repeat'} looks for`, {
			remedy: 'choose one of them',
		});
	return {
		attempts: {
			...(repeat !== undefined && {repeat}),
			...(untilFail !== undefined && {untilFail}),
			...(retry !== undefined && {retry}),
		},
		...(failOnFlaky !== undefined && {failOnFlaky}),
		...(shard !== undefined && {shard: parseShard(shard)}),
		...(durations !== undefined && {durations: resolve(durations)}),
		...(expectedFailures !== undefined && {expectedFailures: resolve(expectedFailures)}),
	};
}
