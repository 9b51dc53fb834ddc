import {escapeMarkup} from './plain-text.ts';
import type {Attempt, CaseRecord, RunRecord} from './run-record.ts';
import {inSeconds} from './verdict.ts';

/** A bar of the timeline, in milliseconds since the run began. */
interface Bar {
	readonly from: number;
	readonly to: number;
	readonly kind: string;
	readonly title: string;
	/** The case it leads to. */
	readonly target?: string;
}

interface Lane {
	readonly name: string;
	readonly bars: readonly Bar[];
}

const width = 1000;
const laneHeight = 22;
const barHeight = 16;
const narrowestBar = 1.5;

/** What went on when, as an SVG: a lane for the preparation and one for each guest that ran side by side with others. */
export function timeline(record: RunRecord, anchorOf: (caseId: string) => string): string {
	const total = Math.max(1, record.endedAt - record.beganAt);
	const lanes = [...stepLanes(record), ...guestLanes(record)];
	const rows = lanes.map(
		({name, bars}, row) =>
			`<g transform="translate(0 ${row * laneHeight})"><title>${escapeMarkup(name)}</title>` +
			`<rect class="lane" width="${width}" height="${barHeight}"/>${bars.map((bar) => drawBar(bar, total, anchorOf)).join('')}</g>`,
	);
	const names = lanes.map(({name}) => `<li>${escapeMarkup(name)}</li>`).join('');
	const height = Math.max(1, lanes.length) * laneHeight;
	return [
		`<div class="timeline"><ul aria-hidden="true">${names}</ul><div>`,
		`<svg viewBox="0 0 ${width} ${height}" height="${height}" preserveAspectRatio="none" role="img" aria-label="Timeline of the run">`,
		...rows,
		'</svg>',
		`<ol class="axis" aria-hidden="true">${ticks(total)}</ol></div></div>`,
	].join('\n');
}

function drawBar(bar: Bar, total: number, anchorOf: (caseId: string) => string): string {
	const x = (bar.from / total) * width;
	const wide = Math.max(narrowestBar, ((bar.to - bar.from) / total) * width);
	const rect = `<rect class="${bar.kind}" x="${x.toFixed(2)}" width="${wide.toFixed(2)}" height="${barHeight}"><title>${escapeMarkup(bar.title)}</title></rect>`;
	return bar.target === undefined ? rect : `<a href="#${anchorOf(bar.target)}">${rect}</a>`;
}

function ticks(total: number): string {
	const digits = total < 10_000 ? 2 : total < 100_000 ? 1 : 0;
	const at = (share: number) => ((total * share) / 1000).toFixed(digits);
	return [0, 0.25, 0.5, 0.75, 1].map((share) => `<li>${at(share)} s</li>`).join('');
}

/** Steps run side by side too: a module is built while the agent is bundled. */
function stepLanes({steps, beganAt}: RunRecord): readonly Lane[] {
	const bars = steps.map(({step, endedAt, ms, note}) => ({
		from: Math.max(0, endedAt - ms - beganAt),
		to: endedAt - beganAt,
		kind: 'step',
		title: `${step}: ${note ?? 'done'}, ${inSeconds(ms)}`,
	}));
	return pack(bars.map((bar) => [bar])).map((lane) => ({name: 'prepare', bars: lane}));
}

function guestLanes(record: RunRecord): readonly Lane[] {
	const guests = new Map<string, Bar[]>();
	for (const item of record.cases)
		for (const [index, attempt] of item.attempts.entries()) {
			const key = attempt.guest === undefined ? `${item.id} ${index}` : String(attempt.guest);
			guests.set(key, [...(guests.get(key) ?? []), ...attemptBars(item, attempt, record)]);
		}
	return pack([...guests.values()]).map((bars, index) => ({name: `guest ${index + 1}`, bars}));
}

function attemptBars(item: CaseRecord, attempt: Attempt, {beganAt, endedAt}: RunRecord): readonly Bar[] {
	const from = attempt.startedAt - beganAt;
	const to = (attempt.endedAt ?? endedAt) - beganAt;
	const isLast = attempt === item.attempts.at(-1);
	const kind = attempt.outcome ?? (isLast ? item.result?.outcome.kind : undefined) ?? 'unjudged';
	const bar = {from, to, kind, title: `${item.id}: ${kind}, ${inSeconds(to - from)}`, target: item.id};
	if (attempt.readyMs === undefined) return [bar];

	const ready = {
		from: Math.max(0, from - attempt.readyMs),
		to: from,
		kind: 'ready',
		title: `guest for ${item.id}: ready in ${inSeconds(attempt.readyMs)}`,
	};
	return [ready, bar];
}

/** Lays groups of bars into as few lanes as hold them without touching: a group's bars stay together. */
function pack(groups: readonly (readonly Bar[])[]): readonly (readonly Bar[])[] {
	const lanes: {end: number; bars: Bar[]}[] = [];
	const ordered = groups
		.map((bars) => ({
			bars,
			start: Math.min(...bars.map(({from}) => from)),
			end: Math.max(...bars.map(({to}) => to)),
		}))
		.sort((a, b) => a.start - b.start);
	for (const {bars, start, end} of ordered) {
		// Clocks of different readings: a millisecond is no overlap.
		const lane = lanes.find((candidate) => candidate.end <= start + 1);
		if (lane === undefined) lanes.push({end, bars: [...bars]});
		else {
			lane.bars.push(...bars);
			lane.end = end;
		}
	}
	return lanes.map(({bars}) => bars);
}
