import {escapeMarkup, plainLine} from './plain-text.ts';
import {type CaseRecord, type RunRecord, whyUnjudged} from './run-record.ts';
import type {SourcePlace} from './source-place.ts';
import {type BadVerdict, inSeconds, isBad, verdictOf} from './verdict.ts';

/** GitHub takes 1 MiB for a step's summary, and refuses all of it when it's longer. */
const summaryLimit = 900 * 1024;
const shownLines = 60;
const shownColumns = 400;

interface BadCase {
	readonly item: CaseRecord;
	readonly verdict: BadVerdict;
}

/** Markdown for the page of a workflow run. What a guest said stands in `<pre>`, escaped. */
export function encodeStepSummary(record: RunRecord): string {
	const bad = badCases(record);
	const head = [...headline(record, bad), ...table(record)];
	const sections: string[] = [];
	let length = Buffer.byteLength(head.join('\n'));
	for (const one of bad) {
		const section = details(one);
		length += Buffer.byteLength(section);
		if (length > summaryLimit) {
			sections.push(`… and ${bad.length - sections.length} more: see the run's report.html.\n`);
			break;
		}
		sections.push(section);
	}
	return `${[...head, ...sections].join('\n')}\n`;
}

export interface AnnotationOptions {
	/** Where a case starts in its file, for what failed without a line of its own. */
	readonly lineOf: (file: string) => number;
	/** A path as GitHub wants it: relative to the workspace. */
	readonly pathOf: (file: string) => string;
}

/** A workflow command for each case that is bad, and for a run that ended early. */
export function encodeAnnotations(record: RunRecord, {lineOf, pathOf}: AnnotationOptions): readonly string[] {
	const annotations = badCases(record).map(({item, verdict}) => {
		const place = verdict.place ?? casePlace(item, lineOf);
		const where =
			place === undefined
				? {}
				: {file: pathOf(place.file), line: place.line, ...(place.column > 0 && {col: place.column})};
		const title = `${item.id} ${item.result?.outcome.kind ?? 'not judged'}`;
		return command('error', {...where, title}, verdict.reasons.join('\n'));
	});
	const {finished, infraErrors, strays, cases} = record;
	annotations.push(
		...strays.map(({during, where, reasons}) =>
			command(
				'error',
				{title: `${during === 'boot' ? 'boot error' : 'stray splat'} ${where}`},
				reasons.join('\n'),
			),
		),
	);
	const warnings = [
		...infraErrors.map(({caseId, message}) =>
			command('warning', {title: `infra error${caseId === undefined ? '' : ` during ${caseId}`}`}, message),
		),
		...cases.flatMap(({id, result}) =>
			result?.annotation?.kind === 'flaky'
				? [command('warning', {title: `${id} is flaky`}, result.note ?? '')]
				: [],
		),
	];
	if (finished?.ended === undefined) return [...annotations, ...warnings];
	return [...annotations, ...warnings, command('error', {title: 'the run ended early'}, finished.ended)];
}

/** Until `resumeCommands` with the same token, GitHub takes nothing on the output for a command. */
export function stopCommands(token: string): string {
	return `::stop-commands::${token}`;
}

export function resumeCommands(token: string): string {
	return `::${token}::`;
}

function casePlace({info}: CaseRecord, lineOf: AnnotationOptions['lineOf']): SourcePlace | undefined {
	return info === undefined ? undefined : {file: info.file, line: lineOf(info.file), column: 0};
}

function command(name: string, properties: Readonly<Record<string, string | number>>, text: string): string {
	const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
	return `::${name} ${list.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
	return text
		.replaceAll('%', '%25')
		.replaceAll('\r', '%0D')
		.replaceAll('\n', '%0A')
		.replace(/\p{Cc}/gu, '\ufffd');
}

function escapeProperty(text: string): string {
	return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function badCases(record: RunRecord): readonly BadCase[] {
	return record.cases.flatMap((item) => {
		const {result, info} = item;
		if (result === undefined) return [];
		const verdict = verdictOf(result, info?.file);
		return isBad(verdict) ? [{item, verdict}] : [];
	});
}

function headline(record: RunRecord, bad: readonly BadCase[]): readonly string[] {
	const {started, finished} = record;
	const lost = record.cases.filter(({result}) => result === undefined).length;
	const flaky = record.cases.filter(({result}) => result?.annotation?.kind === 'flaky').length;
	const good = bad.length === 0 && finished?.exitCode === 0;
	const sentence = good
		? 'every case ended as allowed'
		: finished?.ended === undefined
			? 'cases failed'
			: 'ended early';
	return [
		`## ${good ? '✅' : '❌'} composefs-bench: ${sentence}`,
		'',
		...(finished?.ended === undefined ? [] : [`<p>Ended early: ${code(finished.ended)}</p>`, '']),
		...(flaky === 0 ? [] : [`<p>⚠️ ${flaky} flaky: they ended now well, now badly</p>`, '']),
		...(lost === 0 ? [] : [`<p>${lost} cases ${escapeMarkup(plainLine(whyUnjudged(record)))}</p>`, '']),
		...(started === undefined
			? []
			: [
					`<p>Kernel ${code(started.kernel.release)}, ${escapeMarkup(started.accelerator.name)}, isolation ${started.isolation}, run ${code(started.runId)}</p>`,
					'',
				]),
	];
}

function table({finished, cases}: RunRecord): readonly string[] {
	if (finished === undefined) return [];
	const {passed, failed, notrun, crashed, timedout} = finished.counts;
	return [
		'| cases | passed | failed | crashed | timedout | notrun | time |',
		'| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
		`| ${cases.length} | ${passed} | ${failed} | ${crashed} | ${timedout} | ${notrun} | ${inSeconds(finished.ms)} |`,
		'',
	];
}

function details({item, verdict}: BadCase): string {
	const {result, info} = item;
	const {place} = verdict;
	const lines = [
		...verdict.reasons.flatMap((reason) => reason.split('\n')),
		...(place === undefined ? [] : [`at ${place.file}:${place.line}:${place.column}`]),
		...(result?.log ?? []).map((line) => `log: ${line}`),
		'',
		...(result?.console.lines ?? []),
	];
	const cut = lines.slice(0, shownLines).map((line) => line.slice(0, shownColumns));
	const rest = lines.length > cut.length ? [`… ${lines.length - cut.length} more lines`] : [];
	return [
		`<details><summary>${result?.outcome.kind ?? ''} <b>${escapeMarkup(item.id)}</b>: ${escapeMarkup(plainLine(info?.title ?? ''))}</summary>`,
		'',
		// Markdown ends a <details> at an empty line, a <pre> only at its own end.
		`<pre>${escapeMarkup([...cut, ...rest].join('\n').trim())}</pre>`,
		'',
		...(result?.rerun === undefined ? [] : [`<p>Again: ${code(result.rerun)}</p>`, '']),
		'</details>',
		'',
	].join('\n');
}

function code(text: string): string {
	return `<code>${escapeMarkup(plainLine(text))}</code>`;
}
