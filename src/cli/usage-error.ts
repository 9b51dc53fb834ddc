import type {CommanderError} from 'commander';
import {UsageError} from '../errors.ts';
import {alternatives} from '../nearest.ts';

/** What Commander found wrong with the command line, told as every other mistake is. */
export function usageErrorOf({message}: CommanderError): UsageError {
	const [, what = message, meant] =
		/^(?:error: )?(.*?)\s*(?:\(Did you mean (?:one of )?(.*)\?\))?$/s.exec(message) ?? [];
	return new UsageError(what, {
		remedy:
			meant === undefined
				? 'cfsbench --help lists the commands, and --help behind one of them its options'
				: `Did you mean ${alternatives(meant.split(', '))}?`,
	});
}
