import {type EChartsOption, init, setPlatformAPI} from 'echarts';
import {escapeMarkup} from '../result/plain-text.ts';

/** Pixels, before the page scales it. */
export const usualWidth = 820;

/** Seen on white and on black. */
const ink = '#808080';
const grid = '#80808040';
const titleSize = {fontSize: 15, lineHeight: 20} as const;
const palette = ['#3b82d0', '#e07b39', '#3fa66b', '#b05cc6', '#c9a227', '#d0506a', '#5aa9b8', '#8d7a66'];

export const axisStyle = {
	axisLine: {show: true, lineStyle: {color: ink}},
	axisLabel: {color: ink},
	nameTextStyle: {color: ink},
	splitLine: {lineStyle: {color: grid}},
} as const;

/** What an axis shows, which says so where lengths are orders of magnitude. */
export function axisName(what: string, isLogarithmic = false): string {
	return [...(what === '' ? [] : [what]), ...(isLogarithmic ? ['logarithmic'] : [])].join(', ');
}

/** Of a letter of sans-serif, in ems: the mean of a wide font, so that no text is longer than the room that it is given. */
const letter = 0.6;

/** Pixels that a text takes at most, whatever font the reader has. */
function textWidth(text: string, fontSize: number): number {
	return text.length * fontSize * letter;
}

setPlatformAPI({
	measureText: (text, font) => ({width: textWidth(text, Number.parseFloat(font?.match(/\d+/)?.[0] ?? '12'))}),
});

/** A title as an address or a file's name has it. */
export function slugOf(title: string): string {
	return title
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '');
}

/** A slug that is an XML name, of any title. */
export function idOf(title: string): string {
	return `chart-${slugOf(title)}`;
}

/** What every chart says of itself. */
export interface Heading {
	/** Shown on top, and read out in the place of the picture. */
	readonly title: string;
	/** Pixels, before the page scales it. Default 820; a telephone takes 380. */
	readonly width?: number;
}

/** Lines of a text that is broken between words to a width. */
export function linesOf(text: string, fontSize: number, width: number): number {
	let lines = 1;
	let used = 0;
	for (const word of text.split(' ')) {
		const room = textWidth(`${word} `, fontSize);
		if (used > 0 && used + room > width) {
			lines += 1;
			used = 0;
		}
		used += room;
	}
	return lines;
}

/** Pixels that a chart's title takes, with the room below it. */
export function titleHeight({title, width = usualWidth}: Heading): number {
	return 20 + titleSize.lineHeight * linesOf(title, titleSize.fontSize, width);
}

const legendSize = {fontSize: 12, height: 14, mark: 25, gap: 12} as const;

/** Names and colors below the title, in as many lines as they take, and the pixel at which they end. */
export function legendOf(
	series: readonly {readonly name: string; readonly color?: number}[],
	top: number,
	width = usualWidth,
): {readonly option: EChartsOption; readonly bottom: number} {
	const {fontSize, height, mark, gap} = legendSize;
	let lines = 1;
	let used = 0;
	for (const {name} of series) {
		const room = mark + 5 + textWidth(name, fontSize) + gap;
		if (used > 0 && used + room > width) {
			lines += 1;
			used = 0;
		}
		used += room;
	}
	return {
		option: {
			color: series.map(({color}, place) => palette[(color ?? place) % palette.length] ?? ink),
			legend: {top, left: 0, itemGap: gap, itemHeight: height, textStyle: {color: ink, fontSize}},
		},
		bottom: top + lines * (height + gap) + 8,
	};
}

/**
 * An SVG element that needs nothing else: no script, no style sheet, and ids that are made of title and width, so that several stand in one
 * page. The same chart gives the same bytes.
 */
export function drawSvg(heading: Heading, height: number, option: EChartsOption): string {
	const {title, width = usualWidth} = heading;
	const chart = init(null, null, {renderer: 'svg', ssr: true, width, height});
	try {
		chart.setOption({
			animation: false,
			color: palette,
			textStyle: {fontFamily: 'sans-serif', color: ink},
			title: {text: title, left: 0, textStyle: {...titleSize, color: ink, width, overflow: 'break'}},
			...option,
		});
		return selfContained(chart.renderToSVGString(), heading);
	} finally {
		chart.dispose();
	}
}

/** Without what a pointer would do, and without the numbers that the library counts its charts with. */
function selfContained(svg: string, {title, width = usualWidth}: Heading): string {
	const id = width === usualWidth ? idOf(title) : `${idOf(title)}-${width}`;
	return svg
		.replace(/<style.*?<\/style>\n?/s, '')
		.replaceAll(/ (?:class="zr[^"]*"|pointer-events="[^"]*"|ecmeta_\w+="[^"]*")/g, '')
		.replaceAll(/zr\d+-(c\d+)/g, `${id}-$1`)
		.replace(/<svg ([^>]*)>/, `<svg role="img" $1><title>${escapeMarkup(title)}</title>`);
}
