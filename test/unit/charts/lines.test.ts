import test from 'ava';
import {drawLines} from '../../../src/charts/lines.ts';

const points = [
	[1, 5],
	[10, 6],
	[1000, 7],
] as const;

test('lines have title, axes, names and a mark at each point', (t) => {
	const svg = drawLines({
		title: 'Growth',
		across: 'mounts',
		up: 'KiB',
		series: [{name: 'composefs', points}],
	});
	for (const text of ['Growth', 'mounts', 'KiB', 'composefs']) t.true(svg.includes(`>${text}<`), text);
	const marks = (svg: string) => svg.match(/ fill="#fff" stroke="#3b82d0"/g)?.length ?? 0;
	const one = drawLines({
		title: 'Growth',
		across: 'mounts',
		up: 'KiB',
		series: [{name: 'composefs', points: [[1, 5]]}],
	});
	t.is(marks(svg) - marks(one), points.length - 1);
});

test('a logarithmic axis is another picture, and the same one each time', (t) => {
	const chart = {title: 'Growth', across: 'mounts', up: 'KiB', series: [{name: 'composefs', points}]};
	const logarithmic = {...chart, logarithmic: {across: true}};
	t.not(drawLines(logarithmic), drawLines(chart));
	t.is(drawLines(logarithmic), drawLines(logarithmic));
	t.true(
		drawLines(logarithmic).includes('>mounts, logarithmic<') && drawLines(logarithmic).includes('>KiB<'),
	);
	t.false(drawLines(chart).includes('logarithmic'));
});
