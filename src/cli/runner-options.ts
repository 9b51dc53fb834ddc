import type {Command} from 'commander';
import {UsageError} from '../errors.ts';
import {type Isolation, type Runner, usualIsolation} from '../host/plan.ts';
import {choiceOption} from './options.ts';

export interface RunnerFlags {
	readonly runner: Runner;
	readonly isolation?: Isolation;
}

/** What starts the guests, and how long each lives. */
export function withRunner(command: Command): Command {
	return command
		.addOption(
			choiceOption('--runner <name>', 'what starts the guests: the bench itself, or virtme-ng', [
				'qemu',
				'vng',
			]).default('qemu'),
		)
		.addOption(
			choiceOption('--isolation <kind>', 'a restored snapshot per case, or one boot for many', [
				'snapshot',
				'boot',
			]).default(undefined, 'snapshot, but boot with --runner vng'),
		);
}

export function runnerOf({runner, isolation = usualIsolation(runner)}: RunnerFlags) {
	if (runner === 'vng' && isolation === 'snapshot')
		throw new UsageError(
			"--runner vng has no snapshots: its guests have this system's root, which a daemon serves",
			{
				remedy: 'leave out --isolation snapshot',
			},
		);
	return {runner, isolation};
}
