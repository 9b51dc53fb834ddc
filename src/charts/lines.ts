import {axisName, axisStyle, drawSvg, type Heading, legendOf, titleHeight} from './svg.ts';

export interface LineChart extends Heading {
	/** What grows, such as 'entries'. */
	readonly across: string;
	/** What is measured of it, with its unit. */
	readonly up: string;
	readonly series: readonly {
		readonly name: string;
		/** From 0, where several charts show the same in part; default the place in this chart. */
		readonly color?: number;
		readonly points: readonly (readonly [number, number])[];
	}[];
	/** For what grows, or the measure, by orders of magnitude; then all are above 0. */
	readonly logarithmic?: {readonly across?: boolean; readonly up?: boolean};
}

const plotHeight = 280;
const bottom = 50;
/** For what the upright axis is named. */
const upRoom = 20;

/** Lines with a mark at each point, as an SVG element. */
export function drawLines({across, up, series, logarithmic = {}, ...heading}: LineChart): string {
	const xs = series.flatMap(({points}) => points.map(([x]) => x));
	const legend = legendOf(series, titleHeight(heading), heading.width);
	const top = legend.bottom + upRoom;
	return drawSvg(heading, top + plotHeight + bottom, {
		...legend.option,
		grid: {top, bottom, left: 10, right: 30, containLabel: true},
		xAxis: {
			...axisStyle,
			type: logarithmic.across ? 'log' : 'value',
			name: axisName(across, logarithmic.across),
			nameLocation: 'middle',
			nameGap: 28,
			min: Math.min(...xs),
			max: Math.max(...xs),
		},
		yAxis: {
			...axisStyle,
			type: logarithmic.up ? 'log' : 'value',
			name: axisName(up, logarithmic.up),
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
