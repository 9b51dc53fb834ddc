import test from 'ava';
import {sentence} from '../../../src/compare/citations.ts';
import {chartsOf} from '../../../src/compare/claim-charts.ts';
import {decidingFile} from '../../../src/compare/claims.ts';
import type {Evidence} from '../../../src/compare/evidence.ts';
import {judgeClaims} from '../../../src/compare/judge.ts';
import {markdown} from '../../../src/compare/markdown.ts';
import {debatePage} from '../../../src/compare/page.ts';
import {standingText} from '../../../src/compare/standing-text.ts';
import {summarize, summaryLines} from '../../../src/compare/summary.ts';
import {textTable} from '../../../src/compare/tables.ts';
import {escapeMarkup} from '../../../src/result/plain-text.ts';
import {judged as judgedOf, ofEach} from './_judged.ts';

const evidence: readonly Evidence[] = [
	...ofEach('set-up-calls', {composefs: 1, 'erofs+overlayfs': 6, checkout: 500}),
	...ofEach('image-bytes', {composefs: 4096}),
	...ofEach('file-handles', {composefs: 'yes', 'erofs+overlayfs': 'no', checkout: 'yes'}).map((one) =>
		one.value === 'no' ? {...one, note: '<ENOTSUP>'} : one,
	),
	...ofEach('tamper-anchor', {composefs: 'verity, kernel'}),
];
const judged = judgedOf(evidence);
const linkTo = (file: string) => `../${file}`;
const page = debatePage(judged, '<here>', linkTo);
const marked = markdown(judged, 'here', linkTo);

test('tables and page show every row, its figures, and what was noted, as text', (t) => {
	const text = textTable(judged, 120);

	for (const {rows} of judged)
		for (const {row} of rows) {
			t.true(marked.includes(row.title), row.title);
			for (const word of row.title.split(' ')) t.true(text.includes(word), row.title);
		}
	t.regex(text, /system calls until.* 1 +6 .* 500 +won 0\.17x +won 0\.17x/);
	// The title says what the unit is, or the cell does.
	t.regex(
		marked,
		/\[system calls until the tree is there\].*\| \*\*1\*\* \| 6 \|.*\| 500 \| won 0\.17x \| won 0\.17x \|/,
	);
	t.regex(marked, /\[size of the image\].*\| 4096 bytes \|/);
	t.true(page.includes('&lt;ENOTSUP&gt;') && page.includes('&lt;here&gt;') && !page.includes('<ENOTSUP>'));
	t.regex(page, /<td class="wide won">won 0\.17x<\/td><td class="wide won">won 0\.17x<\/td>/);
	t.regex(
		page,
		/<td class="wide level">level<\/td><td class="wide won">won<\/td>/,
		'a checkout has handles, the rival has not',
	);
	for (const line of summaryLines(summarize(judged)))
		t.true(page.includes(`<p>${escapeMarkup(line)}</p>`) && marked.includes(`- ${line}`), line);
});

test('a claim whose case did not pass has no verdict, no figure and no chart, and is named with why', (t) => {
	const heard = new Map(
		judged.map(({claim}) => [
			claim.decidedBy,
			{outcome: {kind: 'crashed', reason: 'BUG: <x>'}, evidence} as const,
		]),
	);
	const broken = judgeClaims(heard);
	const [text, html, md] = [
		textTable(broken, 120),
		debatePage(broken, 'here', linkTo),
		markdown(broken, 'here', linkTo),
	];
	t.deepEqual(broken.flatMap(chartsOf), []);
	t.is(text.match(/not run: crashed: BUG: <x>/g)?.length, broken.length);
	t.is(html.match(/<p class="lost">Not run: crashed: BUG: &lt;x&gt;\.<\/p>/g)?.length, broken.length);
	t.is(md.match(/\*\*Not run\*\*: crashed: BUG: <x>\./g)?.length, broken.length);
	for (const shown of [text, html, md]) t.notRegex(shown, /won \d|lost \d| 500 |>500 /);
});

test('who said what is told with its address, and each row leads to the file that decides it', (t) => {
	for (const {claim, rows} of judged) {
		const link = linkTo(decidingFile(claim));
		t.true(marked.includes(claim.said));
		for (const citation of claim.cites) {
			t.true(marked.includes(`[${sentence(citation)}](${citation.url})`));
			t.true(page.includes(`<a href="${citation.url}">`));
		}
		for (const {row, toAll, toErofsOverlay} of rows) {
			t.true(marked.includes(`[${row.title}](${link})`), row.title);
			const below = [`to all: ${standingText(toAll)}`, `to erofs-overlay: ${standingText(toErofsOverlay)}`];
			const kinds = [toAll, toErofsOverlay].map(({verdict}) => verdict.replace(' ', '-'));
			const smalls = below.map((text, at) => `<small class="narrow ${kinds[at]}">${text}</small>`);
			t.true(page.includes(`${escapeMarkup(row.title)}</a>${smalls.join('')}</td>`), row.title);
		}
		t.is(page.split(`<td><a href="${link}">`).length - 1, rows.length, link);
	}
});

test('figures are drawn for wide and for narrow, under a policy that lets nothing be loaded or run', (t) => {
	const charts = judged.flatMap(chartsOf);
	t.true(charts.length > 0);
	t.is(page.split('<figure class="chart">').length - 1, charts.length);
	t.is(page.split('<svg role="img"').length - 1, 2 * charts.length);
	for (const {title} of charts) t.is(page.split(`<title>${title}</title>`).length - 1, 2);
	const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
	t.is(new Set(ids).size, ids.length, 'ids are of one element each');
	t.true(
		page.includes(
			`content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
		),
	);
	t.notRegex(page, /<script|<link|<img|@import|url\((?!#)|src=/);
});
