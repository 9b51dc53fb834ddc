import {bareAddress, frameOf, isFrameOf, type LeakedObject, parseKmemleak} from '../console/kmemleak.ts';
import type {CaseFinished} from '../result/events.ts';
import type {Failure} from '../result/outcome.ts';
import type {LeakReport, ModuleStay} from '../result/protocol.ts';
import type {PlaceDecoder} from './decode-places.ts';

/** What a case's module left behind. */
export interface CaseLeaks {
	readonly failures: readonly Failure[];
	/** The report, with the names of functions that are gone. */
	readonly lines: readonly string[];
	/** One object of each kind. */
	readonly examples: readonly string[];
}

/** So many lines of a report stand beside the verdict. */
const shownLines = 24;

/** Of all that kmemleak found, what the modules under test allocated, by the case that they were loaded for. */
export async function leaksOfCases(
	{stays, text}: LeakReport,
	decoder: PlaceDecoder,
): Promise<ReadonlyMap<string, CaseLeaks>> {
	const modules = new Set(stays.map(({module}) => module));
	const byStay = new Map<ModuleStay, LeakedObject[]>();
	for (const object of parseKmemleak(text)) {
		if (!object.frames.some((frame) => isFrameOf(frame, modules))) continue;
		const stay = stays.findLast(({from}) => from <= object.jiffies) ?? stays[0];
		if (stay !== undefined) byStay.set(stay, [...(byStay.get(stay) ?? []), object]);
	}

	const found = new Map<string, CaseLeaks>();
	for (const [stay, objects] of byStay) found.set(stay.caseId, await describe(stay, objects, decoder));
	return found;
}

async function describe(
	stay: ModuleStay,
	objects: readonly LeakedObject[],
	decoder: PlaceDecoder,
): Promise<CaseLeaks> {
	const modules = new Set([stay.module]);
	const lines: string[] = [];
	const examples: string[] = [];
	const groups = new Map<string, number>();
	for (const object of objects) {
		const named = await Promise.all(object.lines.map((line) => nameAddress(line, stay, decoder)));
		const decoded = await decoder.lines(named);
		lines.push(...decoded);
		const place = named.map(frameOf).find((frame) => isFrameOf(frame, modules)) ?? stay.module;
		const what = `${object.bytes} bytes, allocated in ${await decoder.text(place)}`;
		if (!groups.has(what)) examples.push(...decoded);
		groups.set(what, (groups.get(what) ?? 0) + 1);
	}
	const failures = [...groups].map(
		([what, count]): Failure => ({
			source: 'leak',
			message: `nothing refers any more to ${count === 1 ? 'an object' : `${count} objects`} of ${what}`,
		}),
	);
	return {failures, lines, examples};
}

async function nameAddress(line: string, stay: ModuleStay, decoder: PlaceDecoder): Promise<string> {
	const frame = frameOf(line);
	if (!bareAddress.test(frame)) return line;
	const name = await decoder.nameOf(stay.module, stay.sections, BigInt(frame));
	return name === undefined ? line : line.replace(frame, name);
}

/** A case whose module left memory behind has failed, whatever else it says. */
export function withLeaks(result: CaseFinished, {failures, examples}: CaseLeaks): CaseFinished {
	const {outcome, console} = result;
	const own = outcome.kind === 'failed' ? outcome.failures : [];
	const shown =
		examples.length <= shownLines
			? examples
			: [...examples.slice(0, shownLines - 1), `... ${examples.length - shownLines + 1} more lines`];
	return {
		...result,
		outcome: {kind: 'failed', failures: [...own, ...failures]},
		console: {...console, lines: [...console.lines, ...shown]},
	};
}
