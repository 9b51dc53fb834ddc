import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {didYouMean} from '../nearest.ts';
import {NotRun} from './context.ts';

/** tracefs, which init mounts; see Documentation/trace/events.rst. */
const tracing = '/sys/kernel/tracing';
/** Per CPU: what is older than the last so many KiB of records is overwritten. */
const bufferKiB = 8 * 1024;

/** Starts to record these events: `SUBSYSTEM:EVENT`, `SUBSYSTEM:*` or `EVENT`. NotRun for one that the kernel has not. */
export function startTrace(events: readonly string[]): void {
	if (!existsSync(`${tracing}/set_event`))
		throw new NotRun('the kernel has no event tracing (CONFIG_EVENT_TRACING)');

	writeFileSync(`${tracing}/buffer_size_kb`, String(bufferKiB));
	writeFileSync(`${tracing}/set_event`, '');
	writeFileSync(`${tracing}/trace`, '');
	for (const event of events) {
		try {
			writeFileSync(`${tracing}/set_event`, event, {flag: 'a'});
		} catch {
			const others = didYouMean(event, knownEvents(), `${tracing}/available_events lists them`);
			throw new NotRun(`the kernel has no event '${event}' to trace. ${others}`);
		}
	}
	writeFileSync(`${tracing}/tracing_on`, '1');
}

/** Ends the recording and gives it as text, none where none was possible. */
export function endTrace(): string {
	if (!existsSync(`${tracing}/set_event`)) return '';
	writeFileSync(`${tracing}/tracing_on`, '0');
	const text = readFileSync(`${tracing}/trace`, 'utf8');
	writeFileSync(`${tracing}/set_event`, '');
	return text;
}

/** Each as SUBSYSTEM:EVENT, and all of a subsystem as SUBSYSTEM:*. */
function knownEvents(): readonly string[] {
	const events = readFileSync(`${tracing}/available_events`, 'utf8').split('\n').filter(Boolean);
	return [...events.map((event) => event.replace(/:.*/, ':*')), ...events];
}
