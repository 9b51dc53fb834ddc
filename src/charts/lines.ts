import {axisStyle, drawSvg} from './svg.ts';

export interface LineChart {
	readonly title: string;
	/** What grows, such as 'entries'. */
	readonly across: string;
	/** What is measured of it, with its unit. */
	readonly up: string;
	readonly series: readonly {
		readonly name: string;
		readonly points: readonly (readonly [number, number])[];
	}[];
	/** For what grows, or the measure, by orders of magnitude; then all are above 0. */
	readonly logarithmic?: {readonly across?: boolean; readonly up?: boolean};
}

/** Lines with a mark at each point, as an SVG element of 820 x 380 pixels. */
export function drawLines({title, across, up, series, logarithmic = {}}: LineChart): string {
	const xs = series.flatMap(({points}) => points.map(([x]) => x));
	return drawSvg(title, 380, {
		legend: {top: 36, left: 0, itemGap: 18, textStyle: {color: '#808080'}},
		grid: {top: 90, bottom: 50, left: 10, right: 30, containLabel: true},
		xAxis: {
			...axisStyle,
			type: logarithmic.across ? 'log' : 'value',
			name: across,
			nameLocation: 'middle',
			nameGap: 28,
			min: Math.min(...xs),
			max: Math.max(...xs),
		},
		yAxis: {
			...axisStyle,
			type: logarithmic.up ? 'log' : 'value',
			name: up,
			nameTextStyle: {...axisStyle.nameTextStyle, align: 'left'},
		},
		series: series.map(({name, points}) => ({
			type: 'line',
			name,
			data: points.map(([x, y]) => [x, y]),
			symbolSize: 7,
		})),
	});
}
