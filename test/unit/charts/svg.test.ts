import test from 'ava';
import {drawSvg, idOf, legendOf, linesOf} from '../../../src/charts/svg.ts';

test('an id is made of the title', (t) => {
	t.is(idOf('Bytes, on 2 disks!'), 'chart-bytes-on-2-disks');
});

test('ids of a chart are its own', (t) => {
	const option = {
		xAxis: {type: 'value' as const},
		yAxis: {type: 'value' as const},
		series: [
			{
				type: 'line' as const,
				data: [
					[0, 1],
					[1, 2],
				],
			},
		],
	};
	const ids = (title: string) =>
		[...drawSvg({title}, 100, option).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
	t.true(ids('one').length > 0);
	t.true(ids('one').every((id) => id?.startsWith('chart-one-')));
	t.true(ids('two').every((id) => id?.startsWith('chart-two-')));
});

test('the title is what is read out', (t) => {
	const svg = drawSvg({title: 'a < b'}, 100, {});
	t.regex(svg, /^<svg role="img" [^>]*><title>a &lt; b<\/title>/);
});

test('a text is broken between words, a word that is too long is a line of its own', (t) => {
	t.is(linesOf('one two', 10, 60), 1);
	t.is(linesOf('one two', 10, 40), 2);
	t.is(linesOf('incomprehensible word', 10, 40), 2);
});

test('a legend ends below the lines that its names take', (t) => {
	const names = ['composefs', 'EROFS + overlayfs', 'unpacked layers', 'checkout'].map((name) => ({name}));
	const line = legendOf(names.slice(0, 1), 0).bottom;
	t.is(legendOf(names, 0).bottom, line);
	t.true(legendOf(names, 0, 340).bottom > line);
});
