import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Command, InvalidArgumentError} from 'commander';
import {
	chooseBeyond,
	chooseOld,
	findLeftovers,
	isAnyRunning,
	type Leftover,
	removeLeftovers,
} from '../host/clean.ts';
import {usualExitCodes, withManual} from './help.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const dayMs = 24 * 3600 * 1000;

interface CleanFlags {
	readonly runs?: boolean;
	readonly all?: boolean;
	readonly olderThan?: number;
	readonly maxSize?: number;
}

/** `cfsbench clean`: what the cache and the runs hold, and their removal. */
export function addCleanCommand(program: Command): void {
	const command = program
		.command('clean')
		.description('Say what the cache and runs/ hold; remove what the options name.')
		.optionsGroup('What to remove')
		.option('--runs', 'remove the records of runs')
		.option('--all', 'remove the cache and the records of runs')
		.option('--older-than <days>', 'only what went unused for so long; alone, of all kinds', days)
		.option(
			'--max-size <mebibytes>',
			'only what went unused longest, until the rest takes no more than this; alone, of all kinds',
			mebibytes,
		)
		.action(clean);
	withManual(command, {
		about: [
			'Without an option nothing is removed. Whatever a run may be using stays: while one is going on (no summary, but a word in the last ten minutes) all of the cache, and always what was used in those minutes, and locks.',
			'All of the cache is made anew when it is needed; kernels are downloaded again. By itself the bench keeps snapshots and kernels below 3 GiB, toolchains and runs/ below 2 GiB, initramfs archives below 1 GiB, and the rest below less; kernels and toolchains used within a day stay, and runs of the last week.',
		],
		exitCodes: {0: 'done', ...usualExitCodes},
		files: {'.cache/': 'what was built and downloaded', 'runs/': 'the records of runs'},
		environment: {CFSBENCH_CACHE: 'a folder to use instead of .cache'},
		examples: [
			{does: 'what there is, by kind, and how large it is', line: 'cfsbench clean'},
			{does: 'runs of more than a week ago', line: 'cfsbench clean --runs --older-than 7'},
			{does: 'all but the most recently used 4 GiB', line: 'cfsbench clean --max-size 4096'},
			{does: 'everything', line: 'cfsbench clean --all'},
		],
	});
}

async function clean({runs, all, olderThan, maxSize}: CleanFlags): Promise<void> {
	const cache = resolve(process.env.CFSBENCH_CACHE || join(root, '.cache'));
	const found = await findLeftovers(cache, join(root, 'runs'));
	const asked = all || runs || olderThan !== undefined || maxSize !== undefined;
	if (!asked) {
		for (const line of table(found)) console.log(line);
		return;
	}
	const busy = await isAnyRunning(join(root, 'runs'));
	if (busy) console.log('a run is going on: the cache stays as it is');
	const kinds = (runs && !all) || busy ? found.filter(({kind}) => kind === 'runs') : found;
	const old = chooseOld(kinds, (olderThan ?? 0) * dayMs);
	// What stays in any case takes its share.
	const stays = kinds.filter((entry) => !old.includes(entry)).reduce((sum, {bytes}) => sum + bytes, 0);
	const chosen = maxSize === undefined ? old : chooseBeyond(old, maxSize * 2 ** 20 - stays);
	await removeLeftovers(chosen);
	for (const line of table(chosen)) console.log(`removed ${line}`);
	const kept = kinds.length - chosen.length;
	if (kept > 0) console.log(`kept ${kept} that are newer or may be in use`);
}

/** What the folders of the cache hold. */
const contents: Readonly<Record<string, string>> = {
	addon: 'the addon, built',
	answers: 'small files: durations, fingerprints, the accelerator',
	apt: "package lists of the bench's own",
	build: 'modules, built',
	'build-work': 'folders that modules, the addon and the debug kernel are built in',
	ccache: "the compiler's cache, for the debug kernel",
	disks: 'disks of guests: empty filesystems and packed trees',
	initramfs: 'what guests boot from',
	kernels: 'kernels with their modules and headers',
	lint: "sources of the kernel's checkers",
	modules: "modules of the kernels' own, unpacked",
	npm: "npm's cache of packages",
	snapshots: 'memory and devices of booted guests',
	sources: "parts of kernels' sources, to count their lines",
	toolchains: 'compilers of other suites',
	trees: 'modules of kernel trees, installed',
	'virtme-ng': 'the other runner, unpacked',
	runs: 'records of runs: events, pages, consoles',
};

function table(found: readonly Leftover[]): readonly string[] {
	const kinds = [...new Set(found.map(({kind}) => kind))];
	const row = (name: string, of: readonly Leftover[]) => {
		const bytes = of.reduce((sum, entry) => sum + entry.bytes, 0);
		const size = `${name.padEnd(12)} ${String(of.length).padStart(5)} ${(bytes / 2 ** 20).toFixed(1).padStart(9)} MiB`;
		const what = contents[name];
		return what === undefined ? size : `${size}  ${what}`;
	};
	const rows = kinds.map((kind) =>
		row(
			kind,
			found.filter((entry) => entry.kind === kind),
		),
	);
	return [...rows, row('in all', found)];
}

function days(text: string): number {
	return notNegative(text, 'days');
}

function mebibytes(text: string): number {
	return notNegative(text, 'mebibytes');
}

function notNegative(text: string, what: string): number {
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < 0)
		throw new InvalidArgumentError(`Expected a number of ${what}.`);
	return value;
}
