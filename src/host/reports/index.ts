import {resolve} from 'node:path';
import {UsageError} from '../../errors.ts';
import type {RunListener} from '../../result/events.ts';
import {encodeEvent, isWorthKeeping} from '../../result/json-events.ts';
import {encodeJunit} from '../../result/junit.ts';
import {KtapEncoder} from '../../result/ktap.ts';
import {RunRecorder} from '../../result/run-record.ts';
import {githubReport} from './github.ts';
import {openReportFile, type ReportFile} from './report-file.ts';
import {toAll} from './to-all.ts';

/** `true` is the standard output; else a file's absolute path. */
export type ReportTarget = string | true;

export interface ReportOptions {
	readonly tap?: ReportTarget;
	readonly json?: ReportTarget;
	/** An absolute path. */
	readonly junit?: string;
	readonly root: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdout: (text: string) => void;
	readonly stderr: (text: string) => void;
	/** Made only when no report has the standard output for itself. */
	readonly human: () => RunListener;
}

export interface Reports {
	readonly listener: RunListener;
	/** Takes away what is half written. To be called when the run is over, however it ended. */
	close(): void;
}

/**
 * Opens all reports that a command line and the environment ask for. What can't be written is an InfraError here,
 * before anything is built or booted.
 */
export function openReports(options: ReportOptions): Reports {
	const {tap, json, junit} = options;
	checkTargets(options);

	const files: ReportFile[] = [];
	const sink = (target: ReportTarget) => {
		if (target === true) return {write: options.stdout, publish: () => {}};
		const file = openReportFile(target);
		files.push(file);
		return file;
	};
	const close = () => {
		for (const file of files) file.discard();
	};

	try {
		const ownsStdout = tap === true || json === true;
		const say = ownsStdout ? options.stderr : options.stdout;
		const github = githubReport({root: options.root, env: options.env, say: (line) => say(`${line}\n`)});
		const listeners = [
			...(github === undefined ? [] : [github.first]),
			...(ownsStdout ? [] : [options.human()]),
			...(tap === undefined ? [] : [ktapReport(sink(tap))]),
			...(json === undefined ? [] : [jsonReport(sink(json))]),
			...(junit === undefined ? [] : [junitReport(sink(junit))]),
			...(github === undefined ? [] : [github.last]),
		];
		return {listener: toAll(listeners), close};
	} catch (error) {
		close();
		throw error;
	}
}

interface Sink {
	write(text: string): void;
	publish(): void;
}

function ktapReport(sink: Sink): RunListener {
	const encoder = new KtapEncoder();
	return (event) => {
		const text = encoder.encode(event);
		if (text !== '') sink.write(text);
		if (event.type === 'run-finished') sink.publish();
	};
}

function jsonReport(sink: Sink): RunListener {
	return (event) => {
		if (isWorthKeeping(event)) sink.write(encodeEvent(event, new Date()));
		if (event.type === 'run-finished') sink.publish();
	};
}

function junitReport(sink: Sink): RunListener {
	const recorder = new RunRecorder();
	return (event) => {
		recorder.hear(event, Date.now());
		if (event.type !== 'run-finished') return;
		sink.write(encodeJunit(recorder.record()));
		sink.publish();
	};
}

function checkTargets({tap, json, junit}: ReportOptions): void {
	if (tap === true && json === true)
		throw new UsageError('--tap and --json both want the standard output', {
			remedy: 'give one of them a file: --json=FILE',
		});

	const named = Object.entries({tap, json, junit}).flatMap(([name, target]) =>
		typeof target === 'string' ? [{name, path: resolve(target)}] : [],
	);
	for (const [index, {name, path}] of named.entries()) {
		const other = named.slice(0, index).find((earlier) => earlier.path === path);
		if (other !== undefined)
			throw new UsageError(`--${other.name} and --${name} both name ${path}`, {remedy: 'name two files'});
	}
}
