import {chmodSync} from 'node:fs';
import type {CaseContext} from '../../guest/case.ts';
import {missingRequirement} from '../../guest/requirements.ts';
import {contestants as known} from '../../result/contestant.ts';
import {type Evidence, encodeEvidence, everyRow, notMeasured} from '../evidence.ts';
import {Account} from './account.ts';
import type {Contestant, Material} from './contestant.ts';
import {contestants} from './contestants.ts';

/**
 * Loads what contestants need, and gives those that have all of it; of the others it says what is absent. To be called first: a case
 * starts with the driver alone.
 */
export function loadContestants(t: CaseContext): readonly Contestant[] {
	return contestants.filter(({name}) => {
		const {modules, programs} = known[name];
		const absent = missingRequirement([
			...modules.map((module) => `module:${module}`),
			...Object.keys(programs).map((program) => `tool:${program}`),
		]);
		if (absent !== undefined) say(t, {row: everyRow, contestant: name, value: notMeasured, note: absent});
		return absent === undefined;
	});
}

/** Has a contestant show a material, and takes it away again whatever happens; `account` is that of the set-up. */
export async function withTree<Result>(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	look: (root: string, work: string, account: Account) => Result | Promise<Result>,
): Promise<Result> {
	const [target, work] = [t.tmp(), t.tmp(material.place)];
	// A checkout is seen through it, by everybody.
	chmodSync(work, 0o755);
	const account = new Account();
	contestant.setUp(material, target, work, account);
	try {
		return await look(target, work, account);
	} finally {
		contestant.tearDown(target, work, new Account());
	}
}

/** A tree that is shown, and the directory on a disk that the contestant works in. */
export interface Shown {
	readonly root: string;
	readonly work: string;
}

/** Several at the same time. */
export async function withTrees<Result>(
	t: CaseContext,
	contestant: Contestant,
	materials: readonly Material[],
	look: (shown: readonly Shown[]) => Result | Promise<Result>,
): Promise<Result> {
	const [first, ...others] = materials;
	if (first === undefined) return await look([]);
	return withTree(t, contestant, first, (root, work) =>
		withTrees(t, contestant, others, (shown) => look([{root, work}, ...shown])),
	);
}

export function say(t: CaseContext, evidence: Evidence): void {
	t.log(encodeEvidence(evidence));
}
