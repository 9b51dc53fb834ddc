import {type CaseInfo, readCaseInfo} from '../result/case-info.ts';
import type {CaseContext} from './context.ts';

export type {CaseContext} from './context.ts';

/** What a case file says of itself; all but `title` and `run` may be left out. */
export interface CaseDefinition extends Partial<Omit<CaseInfo, 'title'>> {
	readonly title: string;
	run(t: CaseContext): void | Promise<void>;
}

/**
 * A case: one test in a pristine kernel, the default export of `test/suites/<suite>/<case>.ts`.
 * Throws a TypeError that says what was expected when a field is wrong.
 *
 * - `title`: subject, verb, condition.
 * - `groups`: tags for `-g` and `-x`; default `['auto']`. A case without `auto` runs only when it is asked for.
 * - `requires`: what the guest must have, such as `'fsverity'` or `'module:erofs'`; else the case is notrun.
 * - `module`: the module loaded before and unloaded after; default `'composefs'`, `false` for none.
 * - `deadlineMs`: under KVM; default 20 000. Slower accelerators get a multiple.
 * - `batch`: may share a guest with its neighbours.
 * - `needs`: what a contestant other than composefs must be able to, `[]` for nothing but showing a tree; left out, the case is
 *   about composefs alone.
 * - `fixtures`: what the host prepares: `'tree'`, a disk; `'foreign-images'`, files.
 */
export function defineCase(definition: CaseDefinition): CaseDefinition {
	readCaseInfo(definition);
	return definition;
}
