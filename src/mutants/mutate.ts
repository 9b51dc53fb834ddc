import {cpSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {UsageError} from '../errors.ts';
import type {Mutant} from './catalogue.ts';

/** A source with the mutant's change. Throws a UsageError where the text to change isn't there once: the mutant has to follow it. */
export function mutate(source: string, {id, file, find, replace}: Mutant): string {
	const parts = source.split(find);
	if (parts.length !== 2)
		throw new UsageError(
			`${id}: expected its text once in kernel/${file}, found it ${parts.length - 1} times`,
			{
				detail: find,
				remedy: 'the driver has changed: mend the mutant below test/mutants/',
			},
		);
	if (find === replace) throw new UsageError(`${id} changes nothing`);
	return parts.join(replace);
}

/** Makes a copy of the driver's sources with the mutant's change; what lay in `target` goes. */
export function writeMutant(kernel: string, target: string, mutant: Mutant): void {
	const changed = mutate(readFileSync(join(kernel, mutant.file), 'utf8'), mutant);
	rmSync(target, {recursive: true, force: true});
	cpSync(kernel, target, {recursive: true});
	writeFileSync(join(target, mutant.file), changed);
}
