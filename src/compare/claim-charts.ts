import type {BarChart} from '../charts/bars.ts';
import {contestantTitles} from './claims.ts';
import {contestantNames} from './evidence.ts';
import type {JudgedClaim, JudgedRow} from './judge.ts';

/** A bar of a hundredth of the longest is hardly one: from there on the axis is logarithmic. */
const farApart = 100;

/** The figures of a claim as charts: one for each unit, its rows as groups, a bar for each contestant. Rows of nothing but 0 have none. */
export function chartsOf({claim, rows}: JudgedClaim): BarChart[] {
	const drawn = rows.filter((row) => {
		const figures = figuresOf(row).filter((figure) => figure !== undefined);
		return figures.length > 1 && figures.some((figure) => figure > 0);
	});
	const units = [...new Set(drawn.map(({row}) => row.unit))];
	return units.map((unit) => {
		const same = drawn.filter(({row}) => row.unit === unit);
		const figures = same.map(figuresOf);
		return {
			title: unit === '' ? claim.title : `${claim.title}: ${unit}`,
			unit,
			groups: same.map(({row}) => row.title),
			series: contestantNames
				.map((name, color) => ({
					name: contestantTitles[name],
					color,
					values: figures.map((row) => row[color]),
				}))
				.filter(({values}) => values.some((value) => value !== undefined)),
			logarithmic: areFarApart(figures.flat()),
		};
	});
}

/** In the order of the contestants; undefined where one has no figure. */
function figuresOf({values}: JudgedRow): readonly (number | undefined)[] {
	return contestantNames.map((name) => {
		const value = values[name]?.value;
		return typeof value === 'number' ? value : undefined;
	});
}

function areFarApart(figures: readonly (number | undefined)[]): boolean {
	const known = figures.filter((figure) => figure !== undefined);
	const above = known.filter((figure) => figure > 0);
	return known.every((figure) => figure >= 0) && Math.max(...above) > farApart * Math.min(...above);
}
