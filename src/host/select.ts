import {isAbsolute, relative, resolve} from 'node:path';
import {UsageError} from '../errors.ts';
import {didYouMean} from '../nearest.ts';
import {defaultGroup, type ListedCase, usualGroups} from '../result/case-info.ts';
import type {CaseFile} from './discover.ts';

/**
 * The case files that the words of the command line name. A word is a suite, `suite/case`, a glob over
 * ids (`*`, `?`, `**`), or a path to a file or folder. No word selects all.
 */
export function selectFiles(
	files: readonly CaseFile[],
	words: readonly string[],
	where: {readonly cwd: string; readonly suites: string},
): readonly CaseFile[] {
	if (words.length === 0) return files;

	const chosen = new Set<CaseFile>();
	for (const word of words) {
		const matched = files.filter(matcher(word, where));
		if (matched.length === 0) throw unknown(word, files);
		for (const file of matched) chosen.add(file);
	}
	return files.filter((file) => chosen.has(file));
}

export interface GroupChoice {
	/** Cases in any of these; `auto` when nothing else was asked for. */
	readonly groups: readonly string[];
	readonly exclude: readonly string[];
	/** Cases were named one by one: these run whatever their group. */
	readonly named: boolean;
}

/**
 * The cases of the chosen groups. Naming an unknown group is an error, and so is a choice that leaves nothing. The usual
 * groups are always known: what excludes the dangerous cases works where there are none.
 */
export function selectGroups(
	cases: readonly ListedCase[],
	all: readonly ListedCase[],
	choice: GroupChoice,
): readonly ListedCase[] {
	const known = new Set([...usualGroups, ...all.flatMap(({groups}) => groups)]);
	for (const group of [...choice.groups, ...choice.exclude])
		if (!known.has(group))
			throw new UsageError(`no case is in the group '${group}'`, {
				remedy: didYouMean(group, known, `the groups are ${[...known].sort().join(', ')}`),
			});

	const wanted = choice.groups.length > 0 ? choice.groups : choice.named ? undefined : [defaultGroup];
	const chosen = cases.filter(
		({groups}) =>
			(wanted === undefined || wanted.some((group) => groups.includes(group))) &&
			!choice.exclude.some((group) => groups.includes(group)),
	);
	if (chosen.length === 0) throw nothingLeft(cases, choice);
	return chosen;
}

/** Each half selects something, but not both together. */
function nothingLeft(cases: readonly ListedCase[], {groups, exclude, named}: GroupChoice): UsageError {
	if (!named || cases.length === 0)
		return new UsageError('the selection holds no case', {
			remedy: 'cfsbench list shows every case with its groups',
		});
	const quoted = (names: readonly string[], word: string) =>
		names.map((name) => `'${name}'`).join(` ${word} `);
	const asked = [
		...(groups.length > 0 ? [`in the group ${quoted(groups, 'or')}`] : []),
		...(exclude.length > 0 ? [`outside ${quoted(exclude, 'and')}`] : []),
	];
	const theirs = [...new Set(cases.flatMap((listed) => listed.groups))].sort();
	return new UsageError(`none of the ${cases.length} named cases is ${asked.join(' and ')}`, {
		remedy: `words and groups both narrow the selection: leave out one of them (the groups of these cases are ${theirs.join(', ')})`,
	});
}

function matcher(
	word: string,
	where: {readonly cwd: string; readonly suites: string},
): (file: CaseFile) => boolean {
	const path = resolve(where.cwd, word);
	const inSuites = relative(where.suites, path);
	const byPath = inSuites !== '' && !inSuites.startsWith('..') && !isAbsolute(inSuites);
	const id = word.replace(/\.ts$/, '').replace(/\/+$/, '');
	const glob = /[*?]/.test(word) ? globToRegExp(id) : undefined;

	return (file) => {
		if (glob !== undefined) return glob.test(file.id);
		if (file.id === id || file.id.startsWith(`${id}/`)) return true;
		return path === where.suites || (byPath && (file.file === path || file.file.startsWith(`${path}/`)));
	};
}

function globToRegExp(glob: string): RegExp {
	const source = glob
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replace(/\*\*|\*|\?/g, (star) => (star === '**' ? '.*' : star === '*' ? '[^/]*' : '[^/]'));
	// A glob without a slash means every case of the suites it matches.
	return new RegExp(glob.includes('/') ? `^${source}$` : `^${source}(?:/.*)?$`);
}

function unknown(word: string, files: readonly CaseFile[]): UsageError {
	const suites = [...new Set(files.map(({id}) => id.split('/')[0] ?? ''))];
	return new UsageError(`no suite or case is named '${word}'`, {
		remedy: didYouMean(
			word,
			[...suites, ...files.map(({id}) => id)],
			`the suites are ${suites.join(', ')}; cfsbench list shows every case`,
		),
	});
}
