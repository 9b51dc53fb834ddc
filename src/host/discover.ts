import {readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';

/** A case file: `<suites>/<suite>/<case>.ts`. */
export interface CaseFile {
	/** `suite/case`. */
	readonly id: string;
	readonly file: string;
}

/** Every case file below the suites' directory, ordered by id. Files and folders that start with `_` are helpers. */
export async function discoverCases(suites: string): Promise<readonly CaseFile[]> {
	const found: CaseFile[] = [];
	for (const suite of await list(suites)) {
		if (!suite.isDirectory() || suite.name.startsWith('_')) continue;

		const directory = join(suites, suite.name);
		for (const entry of await list(directory))
			if (entry.isFile() && /^[^_.].*(?<!\.d)\.ts$/.test(entry.name))
				found.push({id: `${suite.name}/${basename(entry.name, '.ts')}`, file: join(directory, entry.name)});
	}
	return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function list(directory: string) {
	try {
		return await readdir(directory, {withFileTypes: true});
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR')
			throw new UsageError(`the suites' directory ${directory} does not exist`, {
				remedy: '--suites DIR names a directory that holds <suite>/<case>.ts',
			});
		throw new InfraError(`can't read ${directory}: ${code}`, {cause: error});
	}
}
