import {type EChartsOption, init} from 'echarts';

/** Pixels, before the page scales it. */
const width = 820;

/** Seen on white and on black. */
const ink = '#808080';
const grid = '#80808040';
const palette = ['#3b82d0', '#e07b39', '#3fa66b', '#b05cc6', '#c9a227', '#d0506a', '#5aa9b8', '#8d7a66'];

export const axisStyle = {
	axisLine: {show: true, lineStyle: {color: ink}},
	axisLabel: {color: ink},
	nameTextStyle: {color: ink},
	splitLine: {lineStyle: {color: grid}},
} as const;

/** A slug that is an XML name, of any title. */
export function idOf(title: string): string {
	return `chart-${title
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '')}`;
}

/**
 * An SVG element that needs nothing else: no script, no style sheet, and ids that are made of the title, so that several stand in one page.
 * The same chart gives the same bytes.
 */
export function drawSvg(title: string, height: number, option: EChartsOption): string {
	const chart = init(null, null, {renderer: 'svg', ssr: true, width, height});
	try {
		chart.setOption({
			animation: false,
			color: palette,
			textStyle: {fontFamily: 'sans-serif', color: ink},
			title: {text: title, left: 0, textStyle: {fontSize: 15, color: ink}},
			...option,
		});
		return selfContained(chart.renderToSVGString(), title);
	} finally {
		chart.dispose();
	}
}

/** Without what a pointer would do, and without the numbers that the library counts its charts with. */
function selfContained(svg: string, title: string): string {
	return svg
		.replace(/<style.*?<\/style>\n?/s, '')
		.replaceAll(/ (?:class="zr[^"]*"|pointer-events="[^"]*"|ecmeta_\w+="[^"]*")/g, '')
		.replaceAll(/zr\d+-(c\d+)/g, `${idOf(title)}-$1`)
		.replace('<svg ', '<svg role="img" ');
}
