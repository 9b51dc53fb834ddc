import {style} from './html-style.ts';
import {escapeMarkup, plainLine, plainText} from './plain-text.ts';
import {consoleMark} from './protocol.ts';
import {type CaseRecord, type RunRecord, suiteOf, whyUnjudged} from './run-record.ts';
import {timeline} from './timeline.ts';
import {type BadVerdict, inSeconds, isBad, showsSplat, verdictOf} from './verdict.ts';

/** So much of one case's console goes on the page, the greater part from its end. */
const shownConsoleCharacters = 48 * 1024;
const kinds = ['passed', 'failed', 'crashed', 'timedout', 'notrun', 'unjudged'] as const;
type Kind = (typeof kinds)[number];

/** The page's own rule: it loads nothing and runs nothing, whatever a guest managed to write into it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A run as one page that needs nothing else. `consoles` has the console of each case that is shown with it, as it was captured. */
export function encodeHtml(record: RunRecord, consoles: ReadonlyMap<string, string>): string {
	const anchors = new Map(record.cases.map(({id}, index) => [id, `case-${index + 1}`]));
	const anchorOf = (id: string) => anchors.get(id) ?? '';
	const bad = record.cases.flatMap((item) => {
		const verdict = item.result && verdictOf(item.result, item.info?.file);
		return verdict !== undefined && isBad(verdict) ? [{item, verdict}] : [];
	});
	const title = `${headline(record, bad.length)} · ${record.started?.runId ?? 'composefs-bench'}`;

	return [
		// Well-formed as XML too: a parser by others can tell in the tests that nothing of a guest broke out.
		'<!DOCTYPE html>',
		'<html lang="en">',
		'<head>',
		'<meta charset="utf-8"/>',
		`<meta http-equiv="Content-Security-Policy" content="${policy}"/>`,
		'<meta name="viewport" content="width=device-width, initial-scale=1"/>',
		`<title>${escapeMarkup(title)}</title>`,
		`<style>${style}</style>`,
		'</head>',
		'<body>',
		...header(record, bad.length),
		...whatWentOn(record, anchorOf),
		...(bad.length === 0 ? [] : ['<h2>What is wrong</h2>']),
		...bad.map(({item, verdict}) => failure(item, verdict, consoles.get(item.id), anchorOf(item.id))),
		...table(record, anchorOf, new Set(bad.map(({item}) => item.id))),
		'</body>',
		'</html>',
		'',
	].join('\n');
}

function headline({finished, cases, strays}: RunRecord, bad: number): string {
	if (finished === undefined) return 'The run has no end';
	if (finished.ended !== undefined) return 'The run ended early';
	if (bad > 0) return `${bad} of ${cases.length} cases went wrong`;
	if (strays.length > 0) return 'The kernel complained where no case ran';
	return cases.length === 1 ? 'The case ended as allowed' : `All ${cases.length} cases ended as allowed`;
}

function header(record: RunRecord, bad: number): readonly string[] {
	const {started, finished, beganAt, endedAt, strays, infraErrors} = record;
	const facts: (readonly [string, string])[] = [];
	if (started !== undefined) {
		const {kernel, accelerator, isolation, runner, jobs, contestant} = started;
		facts.push(
			['kernel', `${kernel.release} (${kernel.name} ${kernel.version})`],
			['accelerator', `${accelerator.name}: ${accelerator.reason}`],
			['isolation', `${isolation}, ${jobs === 1 ? 'one guest' : `${jobs} guests side by side`}`],
			...(runner === undefined ? [] : [['runner', runner] as const]),
			...(contestant === undefined ? [] : [['contestant', contestant] as const]),
		);
	}
	facts.push(['time', inSeconds(finished?.ms ?? endedAt - beganAt)]);
	if (finished !== undefined) facts.push(['exit code', String(finished.exitCode)]);

	const flaky = record.cases.filter(({result}) => result?.annotation?.kind === 'flaky').length;
	const notices = [
		...(flaky === 0 ? [] : [`Flaky: ${flaky} cases ended now well, now badly`]),
		...(finished?.ended === undefined ? [] : [`Ended early: ${finished.ended}`]),
		...strays.map(
			({during, where, reasons}) =>
				`${during === 'boot' ? 'Boot error' : 'Stray splat'} ${where}: ${reasons.join('; ')}`,
		),
		...infraErrors.map(
			({caseId, message}) => `Infra error${caseId === undefined ? '' : ` during ${caseId}`}: ${message}`,
		),
	];
	const date = new Date(beganAt).toISOString().replace('T', ' ').slice(0, 19);
	return [
		`<h1>${escapeMarkup(headline(record, bad))}</h1>`,
		`<p class="run">composefs-bench, run ${escapeMarkup(started?.runId ?? '')}, ${date} UTC</p>`,
		...shares(record),
		`<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeMarkup(value)}</dd>`).join('')}</dl>`,
		...notices.map((text) => `<p class="notice">${escapeMarkup(text)}</p>`),
	];
}

function shares({cases}: RunRecord): readonly string[] {
	if (cases.length === 0) return [];
	const counts = kinds.map((kind) => ({kind, count: cases.filter((item) => kindOf(item) === kind).length}));
	const present = counts.filter(({count}) => count > 0);
	return [
		`<div class="shares" aria-hidden="true">${present.map(({kind, count}) => `<i class="${kind}" style="flex:${count}"></i>`).join('')}</div>`,
		`<ul class="counts">${present.map(({kind, count}) => `<li>${word(kind, `<b>${count}</b> ${nameOf(kind)}`)}</li>`).join('')}</ul>`,
	];
}

function whatWentOn(record: RunRecord, anchorOf: (id: string) => string): readonly string[] {
	const {steps, cases} = record;
	if (steps.length === 0 && cases.every(({attempts}) => attempts.length === 0)) return [];
	const marks = [
		['step', 'build and prepare'],
		['ready', 'start a guest'],
		...kinds
			.filter((kind) => cases.some((item) => kindOf(item) === kind))
			.map((kind) => [kind, nameOf(kind)]),
	];
	const legend = marks.map(([kind, text]) => `<span><i class="dot ${kind}"></i>${text}</span>`).join('');
	return ['<h2>Timeline</h2>', timeline(record, anchorOf), `<p class="legend">${legend}</p>`];
}

function failure(item: CaseRecord, verdict: BadVerdict, raw: string | undefined, anchor: string): string {
	const {result, info, id} = item;
	const kind = kindOf(item);
	const color = kind === 'notrun' ? 'failed' : kind;
	const {place} = verdict;
	const where = place === undefined ? '' : `\n  at ${place.file}:${place.line}:${place.column}`;
	return [
		`<section class="failure ${color}" id="${anchor}">`,
		`<header>${word(kind)}<h3>${escapeMarkup(id)}</h3><span class="quiet">${inSeconds(result?.ms ?? 0)}</span></header>`,
		`<p>${escapeMarkup(info?.title ?? '')}</p>`,
		`<pre class="reason">${escapeMarkup(verdict.reasons.join('\n\n') + where)}</pre>`,
		...(result?.note === undefined ? [] : [`<p class="quiet">${escapeMarkup(result.note)}</p>`]),
		...(result === undefined || result.log.length === 0
			? []
			: [block('log of the case', result.log.join('\n'))]),
		`<div class="evidence">${evidence(item, verdict, raw).join('')}</div>`,
		...(result?.rerun === undefined
			? []
			: [
					`<p class="again"><span class="quiet">again:</span> <code>${escapeMarkup(plainLine(result.rerun))}</code></p>`,
				]),
		'</section>',
	].join('\n');
}

function evidence({result, id}: CaseRecord, verdict: BadVerdict, raw: string | undefined): readonly string[] {
	const lines = result?.console.lines ?? [];
	const shown = raw === undefined ? '' : cutMiddle(sinceStart(plainText(raw), id).trimEnd());
	return [
		...(shown === '' ? [] : [block('console while the case ran', shown)]),
		...(lines.length === 0
			? []
			: [block(showsSplat(verdict, lines) ? 'kernel splat' : 'last of the guest', lines.join('\n'))]),
	];
}

function block(title: string, text: string): string {
	return `<div><h4>${title}</h4><pre tabindex="0">${escapeMarkup(text)}</pre></div>`;
}

/** How the guest bound its disks is no news. */
function sinceStart(text: string, id: string): string {
	const start = text.indexOf(consoleMark.start(id));
	return start < 0 ? text : text.slice(text.lastIndexOf('\n', start) + 1);
}

function cutMiddle(text: string): string {
	if (text.length <= shownConsoleCharacters) return text;
	const head = text.slice(0, shownConsoleCharacters / 4);
	const tail = text.slice(-(shownConsoleCharacters / 4) * 3);
	return `${head}\n\n[... ${text.length - head.length - tail.length} characters are only in console.log ...]\n\n${tail}`;
}

function table(
	record: RunRecord,
	anchorOf: (id: string) => string,
	bad: ReadonlySet<string>,
): readonly string[] {
	if (record.cases.length === 0) return [];
	const rows: string[] = [];
	let suite: string | undefined;
	for (const item of record.cases) {
		if (suiteOf(item.id) !== suite) {
			suite = suiteOf(item.id);
			rows.push(`<tr><th colspan="4">${escapeMarkup(suite)}</th></tr>`);
		}
		rows.push(row(item, record, anchorOf(item.id), bad.has(item.id)));
	}
	return ['<h2>All cases</h2>', `<table><tbody>${rows.join('\n')}</tbody></table>`];
}

function row(item: CaseRecord, record: RunRecord, anchor: string, isLinked: boolean): string {
	const {id, info, result} = item;
	const name = `<code>${escapeMarkup(id.slice(suiteOf(id).length + 1) || id)}</code>`;
	const beside = [
		info?.title === id ? '' : (info?.title ?? ''),
		result?.outcome.kind === 'notrun' ? `(${result.outcome.reason})` : '',
		result?.note === undefined ? '' : `(${result.note})`,
		result?.annotation === undefined || result.annotation.kind === 'flaky'
			? ''
			: `(${result.annotation.kind}: ${result.annotation.reason})`,
		result === undefined ? `(${whyUnjudged(record)})` : '',
	].filter((text) => text !== '');
	return [
		isLinked ? '<tr>' : `<tr id="${anchor}">`,
		`<td>${word(kindOf(item))}</td>`,
		`<td>${isLinked ? `<a href="#${anchor}">${name}</a>` : name}<span class="quiet">${escapeMarkup(beside.join(' '))}</span></td>`,
		`<td class="ms ready">${result?.readyMs === undefined ? '' : `<span class="quiet">+ ${inSeconds(result.readyMs)}</span>`}</td>`,
		`<td class="ms">${result === undefined ? '' : inSeconds(result.ms)}</td>`,
		'</tr>',
	].join('');
}

function kindOf({result}: CaseRecord): Kind {
	return result?.outcome.kind ?? 'unjudged';
}

function nameOf(kind: Kind): string {
	return kind === 'unjudged' ? 'not judged' : kind;
}

function word(kind: Kind, html: string = nameOf(kind)): string {
	return `<span class="word ${kind}"><i class="dot"></i>${html}</span>`;
}
