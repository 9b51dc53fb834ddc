import test from 'ava';
import {drawSvg, idOf} from '../../../src/charts/svg.ts';

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
		[...drawSvg(title, 100, option).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
	t.true(ids('one').length > 0);
	t.true(ids('one').every((id) => id?.startsWith('chart-one-')));
	t.true(ids('two').every((id) => id?.startsWith('chart-two-')));
});
