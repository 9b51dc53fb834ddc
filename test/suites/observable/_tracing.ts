import {mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import type {CaseContext} from '#case';

const instances = '/sys/kernel/tracing/instances';

/** For a case's `requires`: tracefs is mounted, and knows instances. */
export const tracing = `path:${instances}`;

/**
 * Traces the driver's events into a buffer of the case's own; gives a function that tells what was traced so far, a line an
 * event: its name and what it says.
 */
export function traceDriver(t: CaseContext): () => readonly string[] {
	const instance = `${instances}/composefs-case`;
	const enable = `${instance}/events/composefs/enable`;
	mkdirSync(instance);
	t.cleanUp('the trace instance', () => rmdirSync(instance));
	writeFileSync(enable, '1');
	t.cleanUp('the trace events', () => writeFileSync(enable, '0'));

	return () =>
		readFileSync(`${instance}/trace`, 'latin1')
			.split('\n')
			.filter((line) => line !== '' && !line.startsWith('#'))
			.map((line) => line.replace(/^.*?: (?=composefs_\w+: )/, ''));
}
