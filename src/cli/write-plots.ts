import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Plot} from '../bench/plots.ts';
import {InfraError} from '../errors.ts';

/** Writes plots into a directory, which is made where it is not there. An InfraError names it where that can't be. */
export async function writePlots(directory: string, plots: readonly Plot[]): Promise<void> {
	try {
		await mkdir(directory, {recursive: true});
		for (const {name, svg} of plots) await writeFile(join(directory, name), svg);
	} catch (error) {
		throw new InfraError(`--svg ${directory} could not be written: ${(error as Error).message}`, {
			cause: error,
		});
	}
}
