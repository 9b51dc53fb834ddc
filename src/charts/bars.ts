import {axisStyle, drawSvg} from './svg.ts';

export interface BarChart {
	readonly title: string;
	/** Of the values, such as 'Minsn'. */
	readonly unit: string;
	/** What is measured, a group of bars each. */
	readonly groups: readonly string[];
	/** Who was measured, a bar in each group; undefined where nothing was. */
	readonly series: readonly {readonly name: string; readonly values: readonly (number | undefined)[]}[];
	/** For values that differ by orders of magnitude; then all are above 0. */
	readonly logarithmic?: boolean;
}

const top = 78;
const bottom = 50;
const perBar = 14;
const perGroup = 18;

/** Lying bars in groups, first group on top, as an SVG element of 820 pixels and as high as it takes. */
export function drawBars({title, unit, groups, series, logarithmic = false}: BarChart): string {
	const height = top + bottom + groups.length * (perGroup + perBar * series.length);
	return drawSvg(title, height, {
		legend: {top: 36, left: 0, itemGap: 18, textStyle: {color: '#808080'}},
		grid: {top, bottom, left: 10, right: 70, containLabel: true},
		xAxis: {
			...axisStyle,
			type: logarithmic ? 'log' : 'value',
			name: unit,
			nameLocation: 'middle',
			nameGap: 28,
		},
		yAxis: {...axisStyle, type: 'category', inverse: true, data: [...groups]},
		series: series.map(({name, values}) => ({
			type: 'bar',
			name,
			data: values.map((value) => value ?? '-'),
			label: {show: true, position: 'right', color: '#808080', fontSize: 11},
		})),
	});
}
