import type {RunEvent} from './events.ts';

/** Counted up when a reader of the older form would misunderstand the newer. Fields that are added don't count. */
const eventsVersion = 1;

// What JSON may hold as it is, but a terminal or a reader of lines could take for more than text.
const better = /[\u007f-\u009f\u2028\u2029]/g;

/** One event as one line of JSON, its newline included. Lossless: what can't be printed is escaped. */
export function encodeEvent(event: RunEvent, time: Date): string {
	const json = JSON.stringify({version: eventsVersion, time: time.toISOString(), ...event});
	return `${json.replace(better, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** A download's percentages are for eyes only, and so is that it began. */
export function isWorthKeeping(event: RunEvent): boolean {
	return event.type !== 'progress' || event.progress.type === 'step-finished';
}
