import type {RunListener} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import type {Debugging, Look} from './debugging.ts';
import type {Screen} from './human-report.ts';
import {GuestGone, type GuestSession} from './session.ts';
import {runShell, type ShellEnd, type ShellStreams} from './shell-terminal.ts';

export interface LookingOptions {
	readonly streams: ShellStreams;
	readonly signal: AbortSignal;
	/** Run with `sh -c` instead of asking. */
	readonly command?: string;
	/** Where the words before and after a shell go. */
	readonly say: (line: string) => void;
	/** Nothing else writes to the terminal meanwhile. */
	readonly pause: () => () => void;
	readonly onEnd?: (end: ShellEnd) => void;
}

/** Gives a person a shell in the guest that a case is held in. */
export function shellAt(options: LookingOptions): NonNullable<Debugging['onLook']> {
	const {streams, signal, command, say, pause, onEnd} = options;
	return async (session: GuestSession, {caseId, failure}: Look) => {
		const goOn = pause();
		try {
			if (failure !== undefined) say(`${caseId}: ${failure.trim()}`);
			if (command === undefined)
				say(`A shell in the guest, before ${caseId} is cleaned up. "exit" or Ctrl-] goes on.`);
			onEnd?.(await runShell(session, streams, {command, signal}));
		} catch (error) {
			if (error instanceof GuestGone) say('The guest is gone.');
			throw error;
		} finally {
			goOn();
		}
	};
}

/** A screen that others can have for themselves for a while: lines wait, the bottom line is dropped. */
export function pausable(screen: Screen): {readonly screen: Screen; readonly pause: () => () => void} {
	let waiting: string[] | undefined;
	const {bottom} = screen;
	return {
		screen: {
			color: screen.color,
			line: (text) => (waiting === undefined ? screen.line(text) : waiting.push(text)),
			...(bottom !== undefined && {
				bottom: (text: string) => {
					if (waiting === undefined) bottom(text);
				},
			}),
		},
		pause: () => {
			bottom?.('');
			waiting = [];
			return () => {
				const lines = waiting ?? [];
				waiting = undefined;
				for (const line of lines) screen.line(line);
			};
		},
	};
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
