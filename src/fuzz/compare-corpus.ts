import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {compareReaders, type Disagreement} from './agreement.ts';

export interface ComparedCorpus {
	/** How many inputs there were. */
	readonly inputs: number;
	/** The first input on which the readers differ, with where. */
	readonly differing?: {readonly input: Buffer; readonly disagreements: readonly Disagreement[]};
}

const windows = [13, 4096];

/**
 * Has both readers read the inputs that the fuzzer kept, each of which took the driver's reader where no other had. Stops at
 * the first on which they differ.
 */
export function compareCorpus(
	folder: string,
	compare: (image: Buffer, window: number) => Disagreement[] = compareReaders,
): ComparedCorpus {
	let inputs = 0;
	for (const name of readdirSync(folder).sort()) {
		const input = readFileSync(join(folder, name));
		inputs++;
		for (const window of windows) {
			const disagreements = compare(input, window);
			if (disagreements.length > 0) return {inputs, differing: {input, disagreements}};
		}
	}
	return {inputs};
}
