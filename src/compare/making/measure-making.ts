import {cpSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {treeSource} from '../../host/tree-source.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {createImage} from '../../store/create-image.ts';
import {makeFolder, occupiedBytes} from '../../vm/cache.ts';
import {findProgram} from '../../vm/program.ts';
import {runStep} from '../../vm/step.ts';
import {needTool} from '../../vm/tool.ts';
import {type ContestantName, type Evidence, none, notMeasured} from '../evidence.ts';
import {layOutPacked} from './lay-out-packed.ts';
import {linkPacked} from './link-packed.ts';
import {type Command, type Commands, type Maker, makers} from './makers.ts';
import {makingClaim} from './making-claim.ts';

export interface MeasureMakingOptions {
	readonly cache: string;
	readonly contestants: readonly ContestantName[];
	/** The tree that images are made of; by default the one that runs pack. */
	readonly tree?: string;
	readonly progress: ProgressListener;
	readonly signal: AbortSignal;
}

/** Each is made so often, and the least processor time counts. */
const rounds = 2;

interface Made {
	/** Of the processor, in user space and in the kernel, of all threads. */
	readonly ms: number;
	/** Blocks that all of it takes on the disk. */
	readonly bytes: number;
	/** Those of the image alone, without content that lies elsewhere; 0 where there is no image. */
	readonly imageBytes: number;
}

/** Has each contestant made of the same tree on this host; what needs a program that is not here, or root, is not measured. */
export async function measureMaking(options: MeasureMakingOptions): Promise<Evidence[]> {
	const {cache, contestants, progress, signal} = options;
	const place = join(cache, 'build-work');
	makeFolder(place);
	const work = await mkdtemp(join(place, 'making-'));
	try {
		return await runStep(progress, `make images of ${contestants.length} kinds`, async (advance) => {
			const tree = await layOut(options.tree, work);
			const treeBytes = await occupiedBytes(tree);
			const evidence: Evidence[] = [];
			for (const [index, contestant] of contestants.entries()) {
				const reason = await whyNot(makers[contestant]);
				const job = {tree, treeBytes, out: join(work, 'out'), signal};
				if (reason !== undefined)
					for (const {id: row} of makingClaim.rows)
						evidence.push({row, contestant, value: notMeasured, note: reason});
				else evidence.push(...(await measure(contestant, job)));
				advance(index + 1, contestants.length);
			}
			return evidence;
		});
	} finally {
		await rm(work, {recursive: true, force: true});
	}
}

/** What the filesystem of this host refuses to hold, such as xattrs, is told. */
async function makeOften(maker: Maker, job: Job): Promise<Told> {
	const note = 'note' in maker && maker.note !== undefined ? {note: maker.note} : {};
	try {
		return {...(await best(() => make(maker, job))), ...note};
	} catch (error) {
		if (maker.by === 'us' || maker.by === 'programs' || !('syscall' in (error as object))) throw error;
		return {value: notMeasured, note: (error as Error).message};
	}
}

/** The same made in another way; a program may be built without it, which is told. */
async function makeVariant(commands: Commands, job: Job): Promise<Told> {
	try {
		return await best(() => make({by: 'programs', commands}, job));
	} catch (error) {
		job.signal.throwIfAborted();
		return {value: notMeasured, note: (error as Error).message.split('\n')[0] ?? ''};
	}
}

type Told = (Made & {readonly note?: string}) | {readonly value: string; readonly note: string};

/** What one contestant showed, all ways of making it. */
async function measure(contestant: ContestantName, job: Job): Promise<Evidence[]> {
	const maker = makers[contestant];
	const found = await makeOften(maker, job);
	const {compressed, copied} = {compressed: undefined, copied: undefined, ...maker};
	const smaller = compressed === undefined ? found : await makeVariant(compressed, job);
	const copy = copied === undefined ? undefined : await makeVariant(copied, job);
	const say = (row: string, made: Told, of: (made: Made) => number | string): Evidence => {
		const {note} = made;
		return {
			row,
			contestant,
			value: 'value' in made ? made.value : of(made),
			...(note !== undefined && {note}),
		};
	};
	const ms = (made: Made) => Math.round(made.ms);
	const kib = ({bytes}: Made) => Math.ceil(bytes / 1024);
	return [
		say('made-ms', found, ms),
		say('made-compressed-ms', smaller, ms),
		copy === undefined ? {row: 'made-copied-ms', contestant, value: none} : say('made-copied-ms', copy, ms),
		say('made-kib', found, kib),
		say('made-compressed-kib', smaller, kib),
		say('made-image-kib', found, ({imageBytes}) => (imageBytes === 0 ? none : Math.ceil(imageBytes / 1024))),
	];
}

async function layOut(named: string | undefined, work: string): Promise<string> {
	const source = treeSource(named);
	if (source.kind === 'directory') return source.directory;
	const tree = join(work, 'tree');
	for (const {name, directory} of source.parts)
		cpSync(directory, join(tree, name), {recursive: true, verbatimSymlinks: true});
	return tree;
}

async function whyNot(maker: Maker): Promise<string | undefined> {
	if (maker.by === 'us' || maker.by === 'links') return undefined;
	for (const [program] of maker.commands('', '', 0))
		if ((await findProgram(program)) === undefined) return `this host has no program ${program}`;
	return undefined;
}

async function best(once: () => Promise<Made>): Promise<Made> {
	let found = await once();
	for (let round = 1; round < rounds; round++) {
		const again = await once();
		if (again.ms < found.ms) found = again;
	}
	return found;
}

interface Job {
	readonly tree: string;
	readonly treeBytes: number;
	readonly out: string;
	readonly signal: AbortSignal;
}

async function make(maker: Maker, {tree, treeBytes, out, signal}: Job): Promise<Made> {
	await rm(out, {recursive: true, force: true});
	await mkdir(out);
	let ms = 0;
	switch (maker.by) {
		case 'us': {
			const source = {kind: 'directory', path: tree} as const;
			const image = join(out, 'image.cfs');
			ms = await ownTime(() => createImage({source, image, store: join(out, 'objects'), signal}));
			break;
		}
		case 'programs':
			for (const command of maker.commands(tree, out, treeBytes)) ms += await processorTime(command, signal);
			break;
		case 'links': {
			const layers = Array.from({length: maker.layers}, (_, index) => join(out, `layer-${index}`));
			for (const layer of layers) await mkdir(layer);
			ms = await ownTime(() => linkPacked({tree, store: join(out, 'objects'), layers, signal}));
			break;
		}
		case 'both': {
			const metadata = `${out}.metadata`;
			await mkdir(metadata);
			try {
				const {sizes} = maker;
				ms = await ownTime(() => layOutPacked({tree, store: join(out, 'objects'), metadata, sizes, signal}));
				for (const command of maker.commands(metadata, out)) ms += await processorTime(command, signal);
			} finally {
				await rm(metadata, {recursive: true});
			}
		}
	}
	const images = (await readdir(out)).filter((name) => name.startsWith('image'));
	const imageBytes = await Promise.all(images.map((name) => occupiedBytes(join(out, name))));
	return {ms, bytes: await occupiedBytes(out), imageBytes: imageBytes.reduce((sum, one) => sum + one, 0)};
}

/** Milliseconds of this process, its threads included. */
async function ownTime(work: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const {user, system} = process.cpuUsage(before);
	return (user + system) / 1000;
}

/** Milliseconds, as bash's own `time` tells them. */
async function processorTime([program, ...words]: Command, signal: AbortSignal): Promise<number> {
	const path = (await findProgram(program)) ?? program;
	const script = 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1; } 2>&1';
	const said = await needTool('bash', ['-c', `set -e; ${script}`, 'bash', path, ...words], {signal});
	const [user = Number.NaN, system = Number.NaN] = said.trim().split(' ').map(Number);
	return 1000 * (user + system);
}
