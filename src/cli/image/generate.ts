import type {Command} from 'commander';
import {fillContent} from '../../bench/fill-content.ts';
import {generateTree, usualSeed} from '../../bench/generate-tree.ts';
import {loadShape} from '../../bench/load-shape.ts';
import {countEntries} from '../../image/tree.ts';
import {writeImage} from '../../image/writer.ts';
import {fsverityDigest} from '../../store/fsverity.ts';
import {ObjectStore} from '../../store/object-store.ts';
import {writeImageFile} from '../../store/write-image-file.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {wholeNumber} from '../options.ts';
import {progressOn} from '../progress.ts';
import {cancellable} from '../signals.ts';

/** `cfsbench image generate`. */
export function addGenerate(image: Command): void {
	const command = image
		.command('generate')
		.description('Make the image of a tree that has the statistics of a real one, from a seed.')
		.argument('<image>', 'the file to write, which is replaced when the new one is complete')
		.optionsGroup('What tree')
		.option('--shape <shape>', 'cs9-developer, small, or a JSON file of such statistics', 'cs9-developer')
		.option(
			'--seed <n>',
			'another number is another tree of the same shape',
			wholeNumber(0, 0xffffffff),
			usualSeed,
		)
		.optionsGroup('Store')
		.option('--store <dir>', 'also make content, and put it there; else the digests name none')
		.optionsGroup('What to tell')
		.option('--json', 'one JSON object; sizes in bytes')
		.option('--quiet', 'no progress')
		.action(generate);
	withManual(command, {
		about: [
			"A shape says how many entries of each type a tree has, how deep, with names how long, in directories how large, and the sizes, owners, modes, xattrs and duplicates of its files. cs9-developer is the developer root of CentOS Stream 9, with 64,246 entries, the benchmarks' usual input.",
		],
		exitCodes: {0: 'the image is complete', ...usualExitCodes},
		examples: [
			{does: "the benchmarks' tree", line: 'cfsbench image generate developer.cfs'},
			{
				does: 'a small one with content',
				line: 'cfsbench image generate small.cfs --shape small --store objects',
			},
		],
		seeAlso: 'docs/bench.md',
	});
}

interface GenerateFlags {
	readonly shape: string;
	readonly seed: number;
	readonly store?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

async function generate(
	path: string,
	{shape, seed, store, json, quiet = false}: GenerateFlags,
): Promise<void> {
	await cancellable(`Making '${path}'`, async (signal) => {
		const progress = progressOn('objects', {quiet});
		const tree = generateTree(loadShape(shape), seed);
		if (store !== undefined) {
			const opened = ObjectStore.open(store);
			const advance = (done: number, total: number) =>
				progress({type: 'step-advanced', step: 'fill', done, total});
			await fillContent(tree, opened, advance, signal);
			await opened.flush();
			progress({type: 'step-finished', step: 'fill', ms: 0});
		}
		const bytes = writeImage(tree);
		writeImageFile(path, bytes, false);
		const entries = countEntries(tree);
		const digest = fsverityDigest(bytes).toString('hex');
		if (json) console.log(JSON.stringify({image: path, store, entries, imageBytes: bytes.length, digest}));
		else console.log(`${path}: ${entries} entries, ${bytes.length} bytes\ndigest: ${digest}`);
	});
}
