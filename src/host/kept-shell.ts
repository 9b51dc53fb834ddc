import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {UsageError} from '../errors.ts';
import {restoreKept} from '../vm/kept-guest.ts';
import {GuestGone, GuestSession, NoAnswer} from './session.ts';
import {runShell, type ShellEnd, type ShellStreams} from './shell-terminal.ts';

export interface KeptShellOptions {
	readonly directory: string;
	readonly streams: ShellStreams;
	readonly signal: AbortSignal;
	/** Run with `sh -c` instead of asking. */
	readonly command?: string;
	readonly say: (line: string) => void;
}

/** The directory that `--kept` names: a path, or RUN/SUITE/CASE. */
export function keptDirectory(
	word: string,
	{root, cwd}: {readonly root: string; readonly cwd: string},
): string {
	const [run = '', ...rest] = word.split('/');
	const candidates = [
		resolve(cwd, word),
		resolve(cwd, word, 'kept'),
		join(root, 'runs', run, 'cases', ...rest, 'kept'),
	];
	const found = candidates.find((path) => existsSync(join(path, 'kept.json')));
	if (found !== undefined) return found;
	throw new UsageError(`no guest is kept in ${word}`, {
		remedy: 'a run with --keep says where it kept the guest of each case that failed',
	});
}

/** Starts a kept guest again and connects this terminal with a shell in it. */
export async function shellInKept(options: KeptShellOptions): Promise<ShellEnd> {
	const {directory, streams, signal, command, say} = options;
	await using restored = await restoreKept(directory, signal);
	const {instance, goesOn, accelerator} = restored;
	const session = goesOn
		? GuestSession.goOn(instance, accelerator.timeScale)
		: await GuestSession.begin(instance, accelerator.timeScale, signal);
	if (command === undefined) {
		say(
			goesOn
				? 'A shell in the guest as it stood at the failure. What you do in it is forgotten. "exit" or Ctrl-] ends it.'
				: 'The guest was gone: a shell in another one, with the disks as they were left. "exit" or Ctrl-] ends it.',
		);
	}
	try {
		return await runShell(session, streams, {command, signal});
	} catch (error) {
		if (error instanceof NoAnswer) say('No shell: the guest does not answer.');
		else if (error instanceof GuestGone) say('The guest is gone.');
		else throw error;
		return {kind: 'ended', status: 1};
	}
}
