import {type Command, Option} from 'commander';
import {fillContent} from '../../bench/fill-content.ts';
import {usualSeed} from '../../bench/generate-tree.ts';
import {loadShape} from '../../bench/load-shape.ts';
import {scaleTree} from '../../bench/scale-tree.ts';
import {writeTree} from '../../bench/write-tree.ts';
import {countEntries, type Directory} from '../../image/tree.ts';
import {writeImage} from '../../image/writer.ts';
import {fsverityDigest} from '../../store/fsverity.ts';
import {lockStore} from '../../store/lock-store.ts';
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
		.usage('[options] <image-or-dir>')
		.description(
			'Make the image of a tree that has the statistics of a real one, from a seed; or the tree itself.',
		)
		.argument(
			'<image-or-dir>',
			'the file to write, which is replaced when the new one is complete; with --tree a new directory',
		)
		.optionsGroup('What tree')
		.option('--shape <shape>', 'cs9-developer, small, or a JSON file of such statistics', 'cs9-developer')
		.option(
			'--seed <n>',
			'another number is another tree of the same shape',
			wholeNumber(0, 0xffffffff),
			usualSeed,
		)
		.option('--scale <n>', 'so many trees of the shape beside each other', wholeNumber(1, 1000), 1)
		.optionsGroup('What to make of it')
		.option('--store <dir>', 'also make content, and put it there; else the digests name none')
		.addOption(
			new Option('--tree', 'the directories, files and links themselves, no image').conflicts('store'),
		)
		.option('--content', 'with --tree: files with content; else they are holes of their sizes')
		.optionsGroup('What to tell')
		.option('--json', 'one JSON object; sizes in bytes')
		.option('--quiet', 'no progress')
		.action(generate);
	withManual(command, {
		about: [
			"A shape says how many entries of each type a tree has, how deep, with names how long, in directories how large, and the sizes, owners, modes, xattrs and duplicates of its files. cs9-developer is the developer root of CentOS Stream 9, with 64,246 entries, the benchmarks' usual input.",
			'The same shape, seed and scale give the same tree, byte for byte. Content follows from them, too: a tree that is made with --content packs to the objects that --store makes. Owners and xattrs of a tree that only root may set are left out where they can not be set.',
		],
		exitCodes: {0: 'the image, or the tree, is complete', ...usualExitCodes},
		examples: [
			{does: "the benchmarks' tree", line: 'cfsbench image generate developer.cfs'},
			{
				does: 'a small one with content',
				line: 'cfsbench image generate small.cfs --shape small --store objects',
			},
			{does: 'an image of a million entries', line: 'cfsbench image generate million.cfs --scale 16'},
			{does: 'files to try any tool on', line: 'cfsbench image generate tree --tree --content --shape small'},
		],
		seeAlso: 'docs/store.md, docs/bench.md',
	});
}

interface GenerateFlags {
	readonly shape: string;
	readonly seed: number;
	readonly scale: number;
	readonly store?: string;
	readonly tree?: boolean;
	readonly content?: boolean;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

async function generate(path: string, flags: GenerateFlags): Promise<void> {
	const {shape, seed, scale, quiet = false} = flags;
	await cancellable(`Making '${path}'`, async (signal) => {
		const tree = scaleTree(loadShape(shape), seed, scale);
		const advance = progressOn(flags.tree ? 'entries' : 'objects', {quiet});
		const onAdvance = (done: number, total: number) =>
			advance({type: 'step-advanced', step: 'make', done, total});
		if (flags.tree) await makeTree(tree, path, flags, onAdvance, signal);
		else await makeImage(tree, path, flags, onAdvance, signal);
		advance({type: 'step-finished', step: 'make', ms: 0});
	});
}

type Advance = (done: number, total: number) => void;

async function makeTree(
	tree: Directory,
	path: string,
	{content = false, json}: GenerateFlags,
	onAdvance: Advance,
	signal: AbortSignal,
): Promise<void> {
	const total = countEntries(tree);
	const {entries, leftOut} = await writeTree(tree, path, {
		content,
		onAdvance: (done) => onAdvance(done, total),
		signal,
	});
	if (leftOut > 0)
		console.error(`cfsbench: left out, only root may set them: ${leftOut} owners and xattrs of '${path}'`);
	console.log(json ? JSON.stringify({tree: path, entries, leftOut}) : `${path}: ${entries} entries`);
}

async function makeImage(
	tree: Directory,
	path: string,
	{store, json}: GenerateFlags,
	onAdvance: Advance,
	signal: AbortSignal,
): Promise<void> {
	const opened = store === undefined ? undefined : ObjectStore.open(store);
	using _lock = opened && (await lockStore(opened.directory, 'shared', {signal}));
	if (opened !== undefined) await fillContent(tree, opened, onAdvance, signal);
	await opened?.flush();
	const bytes = writeImage(tree);
	writeImageFile(path, bytes, false);
	const entries = countEntries(tree);
	const digest = fsverityDigest(bytes).toString('hex');
	if (json) console.log(JSON.stringify({image: path, store, entries, imageBytes: bytes.length, digest}));
	else console.log(`${path}: ${entries} entries, ${bytes.length} bytes\ndigest: ${digest}`);
}
