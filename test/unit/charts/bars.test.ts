import test from 'ava';
import {drawBars} from '../../../src/charts/bars.ts';

const chart = {
	title: 'System calls <each>',
	unit: 'calls',
	groups: ['set-up', 'tear-down'],
	series: [
		{name: 'composefs', values: [1, 1]},
		{name: 'EROFS & overlayfs', values: [6, undefined]},
	],
};

test('bars have title, groups, names, unit and values, and what is not measured has no bar', (t) => {
	const svg = drawBars(chart);
	for (const text of [
		'System calls &lt;each&gt;',
		'set-up',
		'tear-down',
		'composefs',
		'EROFS &amp; overlayfs',
		'calls',
		'>6<',
	])
		t.true(svg.includes(text), text);
	t.is(svg.match(/font-size:11px/g)?.length, 3, 'two values of the one, one of the other');
});

test('the same chart is the same bytes, and needs nothing else', (t) => {
	const svg = drawBars(chart);
	t.is(drawBars(chart), svg);
	t.regex(svg, /^<svg role="img" .*<\/svg>$/s);
	t.notRegex(svg, /<style|class=|zr\d|<script|href="http/);
});

test('more bars make it higher', (t) => {
	const height = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
	t.true(height(drawBars({...chart, groups: ['a', 'b', 'c', 'd']})) > height(drawBars(chart)));
});

/** Where each bar begins and how far it reaches, in pixels. */
const bars = (svg: string) =>
	[...svg.matchAll(/<path d="M([\d.]+) [\d.]+l(-?[\d.]+) 0l0 [\d.]+l-?[\d.]+ 0Z" fill/g)].map(
		([, from, reach]) => ({from: Number(from), reach: Number(reach)}),
	);

test('of a logarithmic axis every value has a bar from its beginning, but 0, which is told', (t) => {
	const svg = drawBars({
		...chart,
		groups: ['one'],
		series: [1, 10, 1000, 0].map((value) => ({name: `of ${value}`, values: [value]})),
		logarithmic: true,
	});
	const [one, ten, thousand, nothing] = bars(svg);
	t.true(one !== undefined && ten !== undefined && thousand !== undefined && nothing !== undefined);
	t.is(one?.from, ten?.from);
	t.true((one?.reach ?? 0) > 0);
	t.true(Math.abs((ten?.reach ?? 0) - 2 * (one?.reach ?? 0)) < 1, 'a decade is as long as another');
	t.true(Math.abs((thousand?.reach ?? 0) - 4 * (one?.reach ?? 0)) < 1);
	t.is(nothing?.reach, 0);
	t.is(svg.match(/font-size:11px[^>]*>0</g)?.length, 1);
});

test('a logarithmic axis says so, and shows the decade that it begins at, also in a narrow chart', (t) => {
	const far = {...chart, series: [{name: 'a', values: [3, 4000]}], logarithmic: true};
	for (const width of [820, 340]) {
		const svg = drawBars({...far, width});
		t.true(svg.includes('>calls, logarithmic<'), String(width));
		t.true(svg.includes('>1<'), String(width));
	}
	t.true(drawBars({...far, unit: ''}).includes('>logarithmic<'));
	t.false(drawBars(chart).includes('logarithmic'));
});

test('a series keeps its color in charts that lack others', (t) => {
	const [first, second] = [
		drawBars(chart),
		drawBars({...chart, series: [{name: 'b', values: [1, 1], color: 1}]}),
	];
	t.true(first.includes('#e07b39'));
	t.true(second.includes('#e07b39') && !second.includes('#3b82d0'));
});

test('in a narrow chart title, names of groups and legend take more lines, none of which is cut', (t) => {
	const long = {
		...chart,
		title: 'What is changed on the disk is noticed before it is believed: calls',
		groups: ['an image without fs-verity is written to while mounted', 'b'],
	};
	const narrow = drawBars({...long, width: 340});
	t.regex(narrow, /viewBox="0 0 340 \d+"/);
	const texts = [...narrow.matchAll(/font-size:(\d+)px[^>]*?(?:x="([\d.]+)")?[^>]*>([^<]+)</g)];
	for (const [, size, , text] of texts) t.true((text ?? '').length * Number(size) * 0.6 <= 340, text);
	t.false(narrow.includes(`>${long.groups[0]}<`), 'the name of a group is broken');
	t.false(narrow.replace(/<title>.*<\/title>/, '').includes(`>${long.title}<`), 'the title is broken');
});
