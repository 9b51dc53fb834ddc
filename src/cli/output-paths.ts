import {accessSync, constants, statSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';

/** What is written when all has been measured. */
interface OutputPaths {
	/** A file. */
	readonly json?: string | undefined;
	/** A directory, which is made where it is not there. */
	readonly svg?: string | undefined;
}

/** Asks, before anything is measured, whether results can be written. Throws a UsageError that names the path. */
export function checkOutputs({json, svg}: OutputPaths): void {
	if (json !== undefined) checkFile(json);
	if (svg !== undefined) checkDirectory(svg);
}

function checkFile(path: string): void {
	const remedy = 'name a file in a directory that is there and may be written to';
	const found = look(path, '--json', remedy);
	if (found?.isDirectory()) refuse(`--json ${path}`, 'expected a file, it is a directory', remedy);
	if (found !== undefined) mayWrite(path, `--json ${path}`, remedy);
	else mayAddTo(dirname(path), `--json ${path}`, remedy);
}

function checkDirectory(path: string): void {
	const remedy = 'name a directory that may be written to, or one that can be made';
	let nearest = path;
	while (look(nearest, '--svg', remedy) === undefined && dirname(nearest) !== nearest)
		nearest = dirname(nearest);
	mayAddTo(nearest, `--svg ${path}`, remedy);
}

function mayAddTo(directory: string, what: string, remedy: string): void {
	const found = look(directory, what, remedy);
	if (found === undefined) refuse(what, `there is no directory ${directory}`, remedy);
	if (!found.isDirectory()) refuse(what, `${directory} is no directory`, remedy);
	mayWrite(directory, what, remedy);
}

function mayWrite(path: string, what: string, remedy: string): void {
	const add = statSync(path).isDirectory() ? constants.X_OK : 0;
	try {
		accessSync(path, constants.W_OK | add);
	} catch (error) {
		refuse(what, (error as Error).message, remedy);
	}
}

/** Undefined for what is not there; a file in the place of a directory on the way is found when that is looked at. */
function look(path: string, what: string, remedy: string) {
	try {
		return statSync(path);
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		return refuse(what, message, remedy);
	}
}

function refuse(what: string, why: string, remedy: string): never {
	throw new UsageError(`${what} can't be written: ${why}`, {remedy});
}

/** Writes what was measured as JSON. An InfraError names the file where that fails now, though it could be written before. */
export async function writeJson(path: string, value: unknown): Promise<void> {
	try {
		await writeFile(path, `${JSON.stringify(value, null, '\t')}\n`);
	} catch (error) {
		throw new InfraError(`--json ${path} could not be written: ${(error as Error).message}`, {cause: error});
	}
}
