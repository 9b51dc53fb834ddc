import type {Row} from './known.ts';
import {type VerityPolicyName, verityPolicyNames} from './verity-policies.ts';

const policyTitles: Readonly<Record<VerityPolicyName, string>> = {
	plain: 'no fs-verity',
	off: 'fs-verity, unchecked',
	on: 'checked where recorded',
	require: 'checked, all must be',
};

const measures: readonly (readonly [metric: string, title: string, unit: Row['unit'], alone?: string])[] = [
	['open-dropped', 'an open, dcache dropped', 'insn'],
	['open-warm', 'an open, warm', 'insn'],
	['first-cold', 'an open, all cold', 'insn'],
	['first-cold-workers', 'in kworkers of it', 'insn', 'in kworkers of an open, all cold'],
	['first-cold-requests', 'disk requests of opens', 'requests'],
	['read-cold', '4 KiB read, cold', 'insn'],
	['read-cold-workers', 'in kworkers of it', 'insn', 'in kworkers of 4 KiB read, cold'],
	['read-cold-requests', 'disk requests of reads', 'requests'],
	['read-warm', '4 KiB read, warm', 'insn'],
];

/** What verification costs, of each open and of each page: of one measure the policies stand below each other. No targets. */
export const verityRows: readonly Row[] = measures.flatMap(([metric, title, unit, alone]) =>
	verityPolicyNames.map((policy) => ({
		metric: `verity-${policy}-${metric}`,
		title: `${title}: ${policyTitles[policy]}`,
		...(alone !== undefined && {alone: `${alone}: ${policyTitles[policy]}`}),
		unit,
		known: {},
	})),
);
