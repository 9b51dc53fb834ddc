import type {Row} from './known.ts';
import {type VerityPolicyName, verityPolicyNames} from './verity-policies.ts';

const policyTitles: Readonly<Record<VerityPolicyName, string>> = {
	plain: 'no fs-verity',
	off: 'fs-verity, unchecked',
	on: 'checked where recorded',
	require: 'checked, all must be',
};

const measures: readonly (readonly [metric: string, title: string, unit: Row['unit']])[] = [
	['open-dropped', 'an open, dcache dropped', 'insn'],
	['open-warm', 'an open, warm', 'insn'],
	['first-cold', 'an open, all cold', 'insn'],
	['first-cold-workers', 'an open, all cold, in kworkers', 'insn'],
	['first-cold-requests', 'disk requests of opens, all cold', 'requests'],
	['read-cold', '4 KiB read, cold', 'insn'],
	['read-cold-workers', '4 KiB read, cold, in kworkers', 'insn'],
	['read-cold-requests', 'disk requests of reads, cold', 'requests'],
	['read-warm', '4 KiB read, warm', 'insn'],
];

/** What verification costs, of each open and of each page: of one measure the policies stand below each other. No targets. */
export const verityRows: readonly Row[] = measures.flatMap(([metric, title, unit]) =>
	verityPolicyNames.map((policy) => ({
		metric: `verity-${policy}-${metric}`,
		title: `${title}: ${policyTitles[policy]}`,
		unit,
		known: {},
	})),
);
