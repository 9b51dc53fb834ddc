import {
	axisName,
	axisStyle,
	drawSvg,
	type Heading,
	legendOf,
	linesOf,
	titleHeight,
	usualWidth,
} from './svg.ts';

export interface BarChart extends Heading {
	/** Of the values, such as 'Minsn'. */
	readonly unit: string;
	/** What is measured, a group of bars each. */
	readonly groups: readonly string[];
	/** Who was measured, a bar in each group; undefined where nothing was. */
	readonly series: readonly BarSeries[];
	/** For values that differ by orders of magnitude; then none is below 0, and a 0 has no bar. */
	readonly logarithmic?: boolean;
}

interface BarSeries {
	readonly name: string;
	readonly values: readonly (number | undefined)[];
	/** Whose color it has, from 0, where several charts show the same in part; default the place in this chart. */
	readonly color?: number;
}

const bottom = 46;
const perBar = 14;
const perGroup = 18;
const labelSize = {fontSize: 12, lineHeight: 14} as const;

/** Of the width, for the names of groups. */
const labelShare = 0.36;

/** Lying bars in groups, first group on top, as an SVG element as high as it takes. */
export function drawBars({unit, groups, series, logarithmic = false, ...heading}: BarChart): string {
	const {width = usualWidth} = heading;
	const labelWidth = Math.floor(labelShare * width);
	const legend = legendOf(series, titleHeight(heading), width);
	const top = legend.bottom;
	const labelLines = Math.max(0, ...groups.map((group) => linesOf(group, labelSize.fontSize, labelWidth)));
	const groupHeight = perGroup + Math.max(perBar * series.length, labelSize.lineHeight * labelLines);
	const least = logarithmic ? axisStart(series.flatMap(({values}) => values)) : undefined;
	return drawSvg(heading, top + bottom + groups.length * groupHeight, {
		...legend.option,
		grid: {top, bottom, left: 10, right: 70, containLabel: true},
		xAxis: {
			...axisStyle,
			axisLabel: {...axisStyle.axisLabel, hideOverlap: true},
			type: logarithmic ? 'log' : 'value',
			...(least !== undefined && {min: least, startValue: least}),
			...(width < usualWidth && !logarithmic && {splitNumber: 2}),
			name: axisName(unit, logarithmic),
			nameLocation: 'middle',
			nameGap: 28,
		},
		yAxis: {
			...axisStyle,
			type: 'category',
			inverse: true,
			data: [...groups],
			axisLabel: {...axisStyle.axisLabel, interval: 0, width: labelWidth, overflow: 'break', ...labelSize},
		},
		series: series.map(({name, values}) => ({
			type: 'bar',
			name,
			data: values.map((value) => barOf(value, least)),
			label: {show: true, position: 'right', color: '#808080', fontSize: 11},
		})),
	});
}

/** The decade below the smallest value above 0, so that it has a bar. */
function axisStart(values: readonly (number | undefined)[]): number | undefined {
	const above = values.filter((value) => value !== undefined && value > 0) as number[];
	return above.length === 0 ? undefined : 10 ** Math.ceil(Math.log10(Math.min(...above)) - 1);
}

/** `least`: where a logarithmic axis begins, which has no place for 0. */
function barOf(value: number | undefined, least: number | undefined) {
	if (value === undefined) return '-';
	return least !== undefined && value === 0 ? {value: least, label: {formatter: '0'}} : value;
}
