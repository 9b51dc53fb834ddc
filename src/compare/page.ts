import {type BarChart, drawBars} from '../charts/bars.ts';
import {style} from '../result/html-style.ts';
import {escapeMarkup} from '../result/plain-text.ts';
import {chartsOf} from './claim-charts.ts';
import {contestantTitles, decidingFile} from './claims.ts';
import {contestantNames} from './evidence.ts';
import {isAhead, type JudgedClaim, type JudgedRow} from './judge.ts';
import {alsoCounted, standingHeads, standingText, whyNotRun} from './standing-text.ts';
import {summarize, summaryLines} from './summary.ts';
import {cell} from './tables.ts';

/** The page loads nothing and runs nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const ownStyle = `
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: .75rem 0; }
th:first-child { width: 22%; } th:nth-last-child(-n+2) { width: 8%; }
th, td { text-align: left; overflow-wrap: anywhere; padding: .3rem .35rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; font-size: 13px; overflow-wrap: normal; }
td.best { font-weight: 600; }
.won { color: var(--passed); } .lost { color: var(--failed); }
small { color: var(--quiet); font-weight: 400; display: block; }
.cites { font-size: 13px; color: var(--quiet); margin: .25rem 0; padding-left: 1.2rem; }
.chart { margin: 1rem 0; } .chart svg { display: block; max-width: 100%; height: auto; } .chart text { fill: var(--text); }
.narrow, small.narrow { display: none; }
.scroll { overflow-x: auto; } .scroll > table { min-width: ${8 + 7 * (contestantNames.length + 2)}rem; }
td.won, td.lost, td.level { white-space: nowrap; }
td:first-child a { color: inherit; text-decoration: none; } td:first-child a:hover { text-decoration: underline; }
@media (max-width: 46rem) {
	.narrow, small.narrow { display: block; } .wide { display: none; }
	.scroll > table { min-width: ${9 + 6 * contestantNames.length}rem; }
	th:first-child { width: 9rem; } th:first-child, td:first-child { position: sticky; left: 0; background: var(--back); }
}
`;

/** Pixels of a small telephone, less the margins. */
const narrowWidth = 340;

/** The debate as one page that needs nothing else, its figures drawn below each claim. `linkTo` takes a path below the project's root. */
export function debatePage(
	judged: readonly JudgedClaim[],
	environment: string,
	linkTo: (file: string) => string,
): string {
	return [
		'<!DOCTYPE html>',
		'<html lang="en">',
		'<head>',
		'<meta charset="utf-8"/>',
		`<meta http-equiv="Content-Security-Policy" content="${policy}"/>`,
		'<meta name="viewport" content="width=device-width, initial-scale=1"/>',
		'<title>The debate, as this run decides it</title>',
		`<style>${style}${ownStyle}</style>`,
		'</head>',
		'<body>',
		'<h1>The debate, as this run decides it</h1>',
		`<p class="quiet">${escapeMarkup(environment)}</p>`,
		...summaryLines(summarize(judged)).map((line) => `<p>${escapeMarkup(line)}</p>`),
		...judged.flatMap((one) => section(one, linkTo(decidingFile(one.claim)))),
		'</body>',
		'</html>',
		'',
	].join('\n');
}

function section(judged: JudgedClaim, link: string): readonly string[] {
	const {claim, rows} = judged;
	return [
		`<h2>${escapeMarkup(claim.title)}</h2>`,
		`<p>${escapeMarkup(claim.said)}</p>`,
		'<ul class="cites">',
		...claim.cites.map(
			(one) =>
				`<li><a href="${escapeMarkup(one.url)}">${escapeMarkup(`${one.who}, ${one.where}`)}</a>: ${escapeMarkup(one.says)}.</li>`,
		),
		'</ul>',
		`<p class="quiet">Decided by <a href="${escapeMarkup(link)}"><code>${decidingFile(claim)}</code></a></p>`,
		...whyNotRun(judged).map((why) => `<p class="lost">Not run: ${escapeMarkup(why)}.</p>`),
		`<div class="scroll" role="region" tabindex="0" aria-label="${escapeMarkup(claim.title)}, as a table">`,
		'<table>',
		`<tr><th></th>${contestantNames.map((name) => `<th>${escapeMarkup(contestantTitles[name])}</th>`).join('')}<th class="wide">${standingHeads.toAll}</th><th class="wide">${standingHeads.toErofsOverlay}</th></tr>`,
		...rows.map((row) => tableRow(row, link)),
		'</table>',
		'</div>',
		...alsoCounted(judged).map((line) => `<p class="quiet">${escapeMarkup(line)}.</p>`),
		...chartsOf(judged).map(figure),
	];
}

/** A chart twice, since text that is scaled down to a telephone can't be read; the style shows one of them. */
function figure(chart: BarChart): string {
	return [
		'<figure class="chart">',
		`<div class="wide">${drawBars(chart)}</div>`,
		`<div class="narrow">${drawBars({...chart, width: narrowWidth})}</div>`,
		'</figure>',
	].join('\n');
}

/** The verdicts twice, too: on a telephone the last columns are out of sight, and the first one stays. */
function tableRow(judged: JudgedRow, link: string): string {
	const cells = contestantNames.map((name) => {
		const found = judged.values[name];
		const note = found?.note === undefined ? '' : `<small>${escapeMarkup(found.note)}</small>`;
		return `<td${isAhead(judged, name) ? ' class="best"' : ''}>${escapeMarkup(cell(judged, name))}${note}</td>`;
	});
	const standings = (['toAll', 'toErofsOverlay'] as const).map((to) => ({
		head: standingHeads[to],
		text: standingText(judged[to]),
		kind: judged[to].verdict.replace(' ', '-'),
	}));
	const below = standings.map(
		({head, text, kind}) => `<small class="narrow ${kind}">${head}: ${text}</small>`,
	);
	const beside = standings.map(({text, kind}) => `<td class="wide ${kind}">${text}</td>`);
	const title = `<a href="${escapeMarkup(link)}">${escapeMarkup(judged.row.title)}</a>${below.join('')}`;
	return `<tr><td>${title}</td>${[...cells, ...beside].join('')}</tr>`;
}
