import type {RunListener} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import type {Debugging, Look} from './debugging.ts';
import {GuestGone, type GuestSession, NoAnswer} from './session.ts';
import type {SharedTerminal} from './shared-terminal.ts';
import {runShell, type ShellEnd, type ShellStreams} from './shell-terminal.ts';

export interface LookingOptions {
	readonly streams: ShellStreams;
	readonly signal: AbortSignal;
	/** Run with `sh -c` instead of asking. */
	readonly command?: string;
	/** Where the words before and after a shell go. */
	readonly say: (line: string) => void;
	readonly terminal: SharedTerminal;
	readonly onEnd?: (end: ShellEnd) => void;
}

/** Gives a person a shell in the guest of a case, one guest at a time. */
export function shellAt(options: LookingOptions): NonNullable<Debugging['onLook']> {
	const {streams, signal, command, say, terminal, onEnd} = options;
	return async (session: GuestSession, look: Look) => {
		const giveBack = await terminal.take();
		try {
			signal.throwIfAborted();
			if (look.failure !== undefined) say(`${look.caseId}: ${look.failure.trim()}`);
			if (look.stage === 'gone') return say('No shell: the guest is gone.');
			if (command === undefined) say(invitation(look));
			const end = await runShell(session, streams, {command, signal});
			onEnd?.(end);
		} catch (error) {
			if (error instanceof NoAnswer) return say('No shell: the guest does not answer.');
			if (error instanceof GuestGone) say('The guest is gone.');
			throw error;
		} finally {
			giveBack();
		}
	};
}

function invitation({caseId, stage}: Look): string {
	const where = {
		held: `before ${caseId} is cleaned up`,
		hanging: `where ${caseId} hangs`,
		over: `where ${caseId} was, which is cleaned up: only then did the fault come to light`,
		gone: '',
	}[stage];
	return `A shell in the guest, ${where}. "exit" or Ctrl-] goes on.`;
}

/** Passes on what a person who only wants a shell has to know: progress, what the case logs, what went wrong. */
export function onlyNews(
	listener: RunListener,
	say: (line: string) => void,
	onVerdict: (bad: boolean) => void,
): RunListener {
	return (event) => {
		switch (event.type) {
			case 'progress':
			case 'infra-error':
			case 'stray-splat':
				listener(event);
				break;
			case 'case-log':
				say(event.line);
				break;
			case 'case-finished':
				onVerdict(isNews(event.outcome));
				if (isNews(event.outcome)) listener(event);
				break;
			case 'case-started':
			case 'run-started':
			case 'run-finished':
				break;
		}
	};
}

/** A person may leave mounts and processes behind; that is no fault of the driver. */
function isNews(outcome: Outcome): boolean {
	if (outcome.kind === 'failed') return outcome.failures.some(({source}) => source !== 'leak');
	return outcome.kind !== 'passed';
}
