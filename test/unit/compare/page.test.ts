import test from 'ava';
import {sentence} from '../../../src/compare/citations.ts';
import {chartsOf} from '../../../src/compare/claim-charts.ts';
import {decidingFile} from '../../../src/compare/claims.ts';
import type {Evidence} from '../../../src/compare/evidence.ts';
import {judgeClaims} from '../../../src/compare/judge.ts';
import {markdown} from '../../../src/compare/markdown.ts';
import {debatePage} from '../../../src/compare/page.ts';
import {textTable} from '../../../src/compare/tables.ts';
import {escapeMarkup} from '../../../src/result/plain-text.ts';

const evidence: readonly Evidence[] = [
	{row: 'set-up-calls', contestant: 'composefs', value: 1},
	{row: 'set-up-calls', contestant: 'erofs+overlayfs', value: 6},
	{row: 'set-up-calls', contestant: 'checkout', value: 500},
	{row: 'image-bytes', contestant: 'composefs', value: 4096},
	{row: 'file-handles', contestant: 'erofs+overlayfs', value: 'no', note: '<ENOTSUP>'},
	{row: 'tamper-anchor', contestant: 'composefs', value: 'verity, kernel'},
];
const judged = judgeClaims(evidence);
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
	t.regex(text, /system calls until the tree is.* 1 +6 .* 500 .*won/);
	// The title says what the unit is, or the cell does.
	t.regex(marked, /\[system calls until the tree is there\].*\| \*\*1\*\* \| 6 \|.*\| 500 \|.* won \|/);
	t.regex(marked, /\[size of the image\].*\| 4096 bytes \|/);
	t.true(page.includes('&lt;ENOTSUP&gt;') && page.includes('&lt;here&gt;') && !page.includes('<ENOTSUP>'));
	t.regex(
		page,
		/wins 1, is level with another in 0, and loses 0; 1 are told, since nobody can win them; in 1 the rival was not measured; \d+ were not run/,
	);
});

test('who said what is told with its address, and each row leads to the file that decides it', (t) => {
	for (const {claim, rows} of judged) {
		const link = linkTo(decidingFile(claim));
		t.true(marked.includes(claim.said));
		for (const citation of claim.cites) {
			t.true(marked.includes(`[${sentence(citation)}](${citation.url})`));
			t.true(page.includes(`<a href="${citation.url}">`));
		}
		for (const {row, verdict} of rows) {
			t.true(marked.includes(`[${row.title}](${link})`), row.title);
			t.true(
				page.includes(
					`${escapeMarkup(row.title)}</a><small class="narrow ${verdict}">${verdict}</small></td>`,
				),
				row.title,
			);
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
