import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import {isBadResult} from '../result/bad.ts';
import type {CaseFinished} from '../result/events.ts';
import type {RunOptions} from './run-options.ts';

/** What selects cases, as the command line said it. */
export type Remembered = Pick<RunOptions, 'selection' | 'groups' | 'exclude' | 'tree'>;

/** What a checkout remembers of its runs, for each folder of suites. */
export interface RunMemory {
	/** The last selection. */
	readonly last?: Remembered;
	/** Cases whose latest outcome was bad, in the order of their ids. */
	readonly failed: readonly string[];
}

type Memories = Record<string, RunMemory>;
type Where = Pick<RunOptions, 'root' | 'suites'>;

/** Never throws: a memory that is absent or torn is empty. */
export async function recall({root, suites}: Where): Promise<RunMemory> {
	const memory = (await readMemories(root))[relative(root, suites)];
	return Array.isArray(memory?.failed) ? memory : {failed: []};
}

/** A case that ended well is forgotten, and one that wasn't judged stays as it was. */
export async function remember(
	options: Where & Remembered & Pick<RunOptions, 'only'>,
	results: readonly CaseFinished[],
): Promise<void> {
	const {root, suites, selection, groups, exclude, tree, only} = options;
	const before = await recall(options);
	const failed = new Set(before.failed);
	for (const result of results) {
		if (isBadResult(result)) failed.add(result.caseId);
		else failed.delete(result.caseId);
	}
	// What failed last is no selection of its own: it changes from run to run.
	const last = only === undefined ? {selection, groups, exclude, tree} : before.last;
	const memory: RunMemory = {failed: [...failed].sort(), ...(last !== undefined && {last})};
	const memories = {...(await readMemories(root)), [relative(root, suites)]: memory};

	const path = pathIn(root);
	await mkdir(dirname(path), {recursive: true});
	const temporary = `${path}.new-${process.pid}`;
	await writeFile(temporary, `${JSON.stringify(memories, null, '\t')}\n`);
	await rename(temporary, path);
}

/** In the checkout, not in the cache: checkouts may share a cache. */
function pathIn(root: string): string {
	return join(root, 'runs', 'memory.json');
}

async function readMemories(root: string): Promise<Memories> {
	try {
		const memories: unknown = JSON.parse(await readFile(pathIn(root), 'utf8'));
		return typeof memories === 'object' && memories !== null ? (memories as Memories) : {};
	} catch {
		return {};
	}
}
