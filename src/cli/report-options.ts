import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Command} from 'commander';
import {UsageError} from '../errors.ts';
import type {ReportTarget} from '../host/reports/index.ts';

export interface ReportFlags {
	readonly tap?: string | true;
	readonly json?: string | true;
	readonly junit?: string;
}

export function withReports(command: Command): Command {
	return command
		.optionsGroup('Results')
		.option('--tap [file]', 'KTAP on the standard output instead of text for people, or in a file')
		.option('--json [file]', 'the events, one a line, on the standard output or in a file')
		.option('--junit <file>', 'JUnit XML in a file')
		.option('--no-color', 'no colors');
}

/** The reports that were asked for; a file's path is made absolute. */
export function reportTargets({tap, json, junit}: ReportFlags, suites: string) {
	return {
		...(tap !== undefined && {tap: target('--tap', tap, suites)}),
		...(json !== undefined && {json: target('--json', json, suites)}),
		...(junit !== undefined && {junit: resolve(junit)}),
	};
}

function target(option: string, value: string | true, suites: string): ReportTarget {
	if (value === true || value === '-') return true;
	// The word after an option with an optional value is its value, also where it was meant to select cases.
	if (existsSync(join(suites, value)) || existsSync(join(suites, `${value}.ts`)))
		throw new UsageError(`${option} took '${value}' for its file, which is the name of a suite or case`, {
			remedy: `put the selection before it, or write ${option}=- for the standard output`,
		});
	return resolve(value);
}
