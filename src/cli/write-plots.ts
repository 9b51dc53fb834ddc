import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Plot} from '../bench/plots.ts';

/** Writes plots into a directory, which is made where it is not there. */
export async function writePlots(directory: string, plots: readonly Plot[]): Promise<void> {
	await mkdir(directory, {recursive: true});
	for (const {name, svg} of plots) await writeFile(join(directory, name), svg);
}
