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
