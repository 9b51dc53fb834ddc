import {type ListedCase, usualGroups} from '../result/case-info.ts';
import {type Bundle, bundleCases} from './bundle.ts';
import {casesFor} from './contestant.ts';
import {discoverCases} from './discover.ts';
import {loadCases} from './load-cases.ts';
import type {RunOptions} from './run-options.ts';
import {selectFiles, selectGroups} from './select.ts';

export interface Selection {
	readonly cases: readonly ListedCase[];
	readonly bundles: ReadonlyMap<string, Bundle>;
}

type SelectOptions = Pick<
	RunOptions,
	'root' | 'suites' | 'selection' | 'groups' | 'exclude' | 'tree' | 'contestant' | 'cwd'
>;

/** The cases that a command line selects, with their code. Nothing boots, nothing is built but TypeScript. */
export async function listSelected(options: SelectOptions): Promise<Selection> {
	const files = await discoverCases(options.suites);
	const wanted = selectFiles(files, options.selection, options);
	const bundles = await bundleCases(options.root, wanted);
	const loaded = loadCases(wanted, bundles);

	// A tree of one's own asks about that tree: only the cases that look at it run, unless others are named.
	const asksAboutTree =
		options.tree !== undefined && options.selection.length === 0 && options.groups.length === 0;
	const missing = [...options.groups, ...options.exclude].some(
		(name) => !isUsual(name) && !loaded.some(({groups}) => groups.includes(name)),
	);
	// A group that none of the chosen files names may be that of others.
	const all =
		missing && wanted.length < files.length
			? loadCases(files, await bundleCases(options.root, files))
			: loaded;
	const cases = selectGroups(
		asksAboutTree ? loaded.filter(({fixtures}) => fixtures.includes('tree')) : loaded,
		all,
		{
			groups: options.groups,
			exclude: options.exclude,
			named: options.selection.length > 0,
		},
	);
	return {cases: casesFor(options.contestant, cases), bundles};
}

function isUsual(group: string): boolean {
	return (usualGroups as readonly string[]).includes(group);
}
