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
