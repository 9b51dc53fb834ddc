import type {Row} from './known.ts';
import type {RowVerdict} from './verdict.ts';

/** What a row came to, as a record holds it; all numbers are in the row's unit. */
export interface Judgement extends Pick<RowVerdict, 'scale' | 'verdict' | 'unscaledVerdict' | 'to2023'> {
	readonly unit: Row['unit'];
	/** As it was set; absent where it is a ratio to tmpfs. */
	readonly target?: number;
	/** What the verdict is by: the target scaled, or as it was set where there is no scale. */
	readonly most?: number;
	/** Scaled as the target is. */
	readonly driverOf2023?: number;
}

/** By metric, the rows of composefs that have a target or are known of the driver of 2023. */
export function judgements(verdicts: readonly RowVerdict[]): Readonly<Record<string, Judgement>> {
	return Object.fromEntries(
		verdicts.flatMap(({row, scale, most, verdict, unscaledVerdict, of2023, to2023}) => {
			if (verdict === undefined && to2023 === undefined) return [];
			const judgement: Judgement = {
				unit: row.unit,
				...(row.most !== undefined && {target: row.most}),
				...(scale !== undefined && {scale}),
				...(most !== undefined && {most}),
				...(verdict !== undefined && {verdict}),
				...(unscaledVerdict !== undefined && {unscaledVerdict}),
				...(of2023 !== undefined && {driverOf2023: of2023}),
				...(to2023 !== undefined && {to2023}),
			};
			return [[row.metric, judgement]];
		}),
	);
}
