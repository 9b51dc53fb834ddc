/** The runs that this checkout remembers, by the names that a person has for them. */
import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {UsageError} from '../errors.ts';
import {didYouMean} from '../nearest.ts';
import type {RunSummary} from './compare-runs.ts';

const remedy = "name a run by its id in runs/, by 'last' or 'last~1', or by its path";

/**
 * Reads a run's summary. `name` is a run's id below `runs/`, its beginning if that is unique, `last` for the latest run that
 * came to its end, `last~N` for the Nth before it, or a path.
 */
export async function readRunSummary(root: string, name: string, cwd: string): Promise<RunSummary> {
	const directory = await findRun(join(root, 'runs'), name, cwd);
	const path = join(directory, 'summary.json');
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		const why = code === 'ENOENT' ? 'is no finished run: it has no summary.json' : `can't be read (${code})`;
		throw new UsageError(`${directory} ${why}`, {remedy});
	}
	try {
		const given = JSON.parse(text) as RunSummary;
		if (!Array.isArray(given.cases) || !Array.isArray(given.unjudged))
			throw new TypeError("Expected lists of 'cases' and 'unjudged'");
		return given;
	} catch (error) {
		throw new UsageError(`${path}: ${(error as Error).message}`);
	}
}

async function findRun(runs: string, name: string, cwd: string): Promise<string> {
	// An id begins with the time, so that order by name is order by time.
	const names = await readdir(runs).catch(() => [] as string[]);
	const ids = names.filter((id) => /^\d{8}-\d{6}-/.test(id)).sort();
	const [, back] = /^last(?:~(\d{1,6}))?$/.exec(name) ?? [];
	if (back !== undefined || name === 'last') return join(runs, nthLast(runs, ids, name, Number(back ?? 0)));
	if (ids.includes(name)) return join(runs, name);

	const matching = name === '' ? [] : ids.filter((id) => id.startsWith(name));
	const [only] = matching;
	if (matching.length > 1)
		throw new UsageError(`${matching.length} runs begin with '${name}': ${matching.slice(0, 5).join(', ')}`, {
			remedy: 'write more of it',
		});
	if (only !== undefined) return join(runs, only);
	const path = resolve(cwd, name);
	if (name !== '' && existsSync(path)) return path;
	throw new UsageError(`no run is named '${name}'`, {remedy: didYouMean(name, ['last', ...ids], remedy)});
}

function nthLast(runs: string, ids: readonly string[], name: string, back: number): string {
	const finished = ids.filter((id) => existsSync(join(runs, id, 'summary.json')));
	const id = finished.at(-1 - back);
	if (id !== undefined) return id;
	const count = finished.length === 1 ? 'one finished run' : `${finished.length} finished runs`;
	throw new UsageError(`there is no run '${name}': ${runs} holds ${count}`, {remedy});
}
