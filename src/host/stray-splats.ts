import {open, writeFile} from 'node:fs/promises';
import {digestOf} from '../console/digest.ts';
import {findSplats} from '../console/splat.ts';
import type {CaseFinished, StraySplat} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import {inWords} from './judge.ts';

/** A boot says less than this; what floods more than this has complained in it already. */
const mostBytes = 4 * 1024 * 1024;
const shownLines = 24;

export interface ConsolePart {
	readonly path: string;
	readonly from: number;
	readonly to: number;
}

/** Looks for splats in a part of a console that belongs to no case. The part is kept in a file only where it holds some. */
export async function findStray(
	part: ConsolePart,
	told: Pick<StraySplat, 'during' | 'where'> & {readonly keepAs: string},
): Promise<StraySplat | undefined> {
	const text = await readPart(part);
	const splats = findSplats(text.toString());
	if (splats.length === 0) return undefined;
	const {during, where, keepAs} = told;
	await writeFile(keepAs, text);
	return {
		type: 'stray-splat',
		during,
		where,
		reasons: splats.map(inWords),
		console: {path: keepAs, lines: digestOf(splats, shownLines), cutBytes: 0},
	};
}

/** What a case's guest complained of while it served several, and didn't when the case was alone in another. */
export function strayInCompany({caseId, outcome, console}: CaseFinished): StraySplat | undefined {
	const reasons = complaintsOf(outcome);
	if (reasons.length === 0) return undefined;
	const where = `while ${caseId} ran behind others in its guest, not when it ran alone`;
	return {type: 'stray-splat', during: 'between', where, reasons, console};
}

function complaintsOf(outcome: Outcome): readonly string[] {
	switch (outcome.kind) {
		case 'failed':
			return outcome.failures.filter(({source}) => source === 'splat').map(({message}) => message);
		case 'crashed':
			return [outcome.reason];
		case 'passed':
		case 'notrun':
		case 'timedout':
			return [];
	}
}

async function readPart({path, from, to}: ConsolePart): Promise<Buffer> {
	await using file = await open(path);
	const buffer = Buffer.alloc(Math.max(0, Math.min(to - from, mostBytes)));
	const {bytesRead} = await file.read(buffer, 0, buffer.length, from);
	return buffer.subarray(0, bytesRead);
}
