import {drawLines} from '../../charts/lines.ts';
import {slugOf} from '../../charts/svg.ts';
import {contestantNames} from '../plan.ts';
import type {Plot} from '../plots.ts';
import type {Series} from './series.ts';

/** A plot for each figure of them, with a line for each contestant; `what` grows. */
export function growthPlots(what: string, series: readonly Series[]): readonly Plot[] {
	const titles = [...new Set(series.map(({title}) => title))];
	return titles.flatMap((title) => {
		const lines = series.filter((one) => one.title === title && one.points.length > 1);
		const [first] = lines;
		if (first === undefined) return [];
		return [
			{
				name: `${what}-${slugOf(title)}.svg`,
				svg: drawLines({
					title,
					across: what,
					up: first.unit === 'insn' ? 'instructions' : 'bytes',
					series: lines.map(({contestant, points}) => ({
						name: contestant,
						color: contestantNames.indexOf(contestant),
						points,
					})),
					logarithmic: {across: true},
				}),
			},
		];
	});
}
