import {join} from 'node:path';
import {listSelected} from '../../../src/host/list.ts';
import type {ListedCase} from '../../../src/result/case-info.ts';

/** A case as the host lists it, with the defaults of a case file. */
export function listed(id: string, more: Partial<ListedCase> = {}): ListedCase {
	return {
		id,
		file: `/suites/${id}.ts`,
		title: id,
		groups: ['auto'],
		requires: [],
		fixtures: [],
		batch: false,
		deadlineMs: 1000,
		module: false,
		...more,
	};
}

/** The cases of the project's own suites. */
export async function allCases(): Promise<readonly ListedCase[]> {
	const root = join(import.meta.dirname, '../../..');
	const suites = join(root, 'test/suites');
	const {cases} = await listSelected({
		root,
		suites,
		selection: [],
		groups: [],
		exclude: [],
		tree: undefined,
		cwd: root,
	});
	return cases;
}
