import type {Progress, ProgressListener} from '../result/progress.ts';

const barWidth = 24;
const lineEveryMs = 5_000;
const drawEveryMs = 50;

/**
 * Shows how a long step goes on, on standard error: a bar or a counter on a terminal, else a line now and then.
 * `unit` is what is counted. `quiet` shows nothing.
 */
export function progressOn(unit: string, {quiet = false} = {}, stream = process.stderr): ProgressListener {
	if (quiet) return () => {};
	let shown = performance.now();
	let drawn = Number.NEGATIVE_INFINITY;
	return (progress) => {
		if (progress.type !== 'step-advanced') {
			if (progress.type === 'step-finished' && stream.isTTY) stream.write('\r\u001b[K');
			return;
		}
		const text = describe(progress, unit);
		if (stream.isTTY) {
			if (performance.now() - drawn < drawEveryMs && progress.done !== progress.total) return;
			drawn = performance.now();
			stream.write(`\r${text}\u001b[K`);
		} else if (performance.now() - shown >= lineEveryMs) {
			shown = performance.now();
			stream.write(`${text}\n`);
		}
	};
}

function describe({done, total}: Extract<Progress, {type: 'step-advanced'}>, unit: string): string {
	if (total === undefined || total === 0) return `${done} ${unit}`;
	const filled = Math.round((barWidth * done) / total);
	return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${done} of ${total} ${unit}`;
}
