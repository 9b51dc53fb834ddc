import {align, figure} from '../table.ts';
import {growthOf, type Series, verdictOf} from './series.ts';

/** The series as lines of text, a column for each count; `what` grows. */
export function growthLines(what: string, series: readonly Series[]): readonly string[] {
	const counts = [...new Set(series.flatMap(({points}) => points.map(([count]) => count)))].sort(
		(a, b) => a - b,
	);
	const head = [what, '', '', ...counts.map((count) => count.toLocaleString('en-US')), 'growth', 'verdict'];
	const body = series.map((one) => [
		one.title,
		one.contestant,
		one.unit,
		...counts.map((count) => figure(one.points.find(([at]) => at === count)?.[1])),
		one.points.length > 1 ? percent(growthOf(one.points)) : '',
		verdictOf(one) ?? '',
	]);
	return align([head, ...body], 3);
}

function percent(part: number): string {
	return Number.isFinite(part) ? `${(part * 100).toFixed(1)} %` : 'from 0';
}
