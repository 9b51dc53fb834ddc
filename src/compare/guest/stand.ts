import {chmodSync} from 'node:fs';
import type {CaseContext} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {type Evidence, encodeEvidence} from '../evidence.ts';
import {Account, type Contestant, contestants} from './contestants.ts';
import type {Material} from './material.ts';

/** Loads what contestants need. To be called first: a case starts with the driver alone. */
export function loadContestants(): readonly Contestant[] {
	for (const {modules} of contestants) for (const name of modules) loadKernelModule(name);
	return contestants;
}

/** Has a contestant show a material, and takes it away again whatever happens. */
export async function withTree<Result>(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	look: (root: string) => Result | Promise<Result>,
): Promise<Result> {
	const [target, work] = [t.tmp(), t.tmp('scratch')];
	// A checkout is seen through it, by everybody.
	chmodSync(work, 0o755);
	contestant.setUp(material, target, work, new Account());
	try {
		return await look(target);
	} finally {
		contestant.tearDown(target, work, new Account());
	}
}

export function say(t: CaseContext, evidence: Evidence): void {
	t.log(encodeEvidence(evidence));
}
