import {randomBytes} from 'node:crypto';
import {appendFileSync, readFileSync} from 'node:fs';
import {relative, resolve} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {RunListener} from '../../result/events.ts';
import {encodeAnnotations, encodeStepSummary, resumeCommands, stopCommands} from '../../result/github.ts';
import {RunRecorder} from '../../result/run-record.ts';

/** Two listeners, to be told before all others and after them: in between the runner obeys nothing that is printed. */
export interface GithubReport {
	readonly first: RunListener;
	readonly last: RunListener;
}

export interface GithubOptions {
	readonly root: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Where workflow commands go: a stream that the runner reads and that no machine-readable report uses. */
	readonly say: (line: string) => void;
}

/** Tells GitHub Actions of a run, as the environment asks for it; undefined where it doesn't. */
export function githubReport({root, env, say}: GithubOptions): GithubReport | undefined {
	const annotates = env.GITHUB_ACTIONS === 'true';
	const summary = env.GITHUB_STEP_SUMMARY || undefined;
	if (!annotates && summary === undefined) return undefined;
	// Nothing of it waits for the end of the run to be found out.
	if (summary !== undefined) append(summary, '');

	const recorder = new RunRecorder();
	const token = randomBytes(16).toString('hex');
	let isStopped = false;
	return {
		first: () => {
			// A guest's words are about to be shown: no line of them shall command the runner.
			if (annotates && !isStopped) say(stopCommands(token));
			isStopped = true;
		},
		last: (event) => {
			recorder.hear(event, Date.now());
			if (event.type !== 'run-finished') return;

			const record = recorder.record();
			if (annotates) {
				say(resumeCommands(token));
				const base = env.GITHUB_WORKSPACE || root;
				const pathOf = (file: string) => relative(base, resolve(root, file));
				for (const line of encodeAnnotations(record, {lineOf: lineOfTitle, pathOf})) say(line);
			}
			if (summary !== undefined) append(summary, encodeStepSummary(record));
		},
	};
}

/** The line where a case says what it shows. */
function lineOfTitle(file: string): number {
	try {
		const lines = readFileSync(file, 'utf8').split('\n');
		return Math.max(1, lines.findIndex((line) => /^\s*title:/.test(line)) + 1);
	} catch {
		return 1;
	}
}

/** Other steps write to it too: it's appended to, never replaced. */
function append(path: string, text: string): void {
	try {
		appendFileSync(path, text);
	} catch (error) {
		throw new InfraError(
			`can't write the step summary ${path}: ${(error as NodeJS.ErrnoException).code ?? error}`,
			{cause: error, remedy: 'GITHUB_STEP_SUMMARY names it; unset it to go without'},
		);
	}
}
