import {createHash} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import type {Command} from 'commander';
import {exitCode} from '../errors.ts';
import {buildFuzzer} from '../fuzz/build-fuzzer.ts';
import {compareCorpus} from '../fuzz/compare-corpus.ts';
import {runFuzzer} from '../fuzz/run-fuzzer.ts';
import {loadNative} from '../native.ts';
import {usualExitCodes, withManual} from './help.ts';
import {directory, wholeNumber} from './options.ts';
import {cancellable} from './signals.ts';

const root = resolve(import.meta.dirname, '../..');
const statusEveryMs = 5_000;

/** `cfsbench fuzz`: the driver's reader against images that nobody would write. */
export function addFuzzCommand(program: Command): void {
	const command = program
		.command('fuzz')
		.description(
			"Feed the driver's reader mutated images, under AddressSanitizer and UndefinedBehaviorSanitizer.",
		)
		.optionsGroup('How long')
		.option('--time <seconds>', 'how long it runs', wholeNumber(1, 30 * 24 * 3600), 60)
		.option('--runs <n>', 'also end after so many inputs', wholeNumber(1, Number.MAX_SAFE_INTEGER))
		.option('--jobs <n>', 'processes side by side, which share the corpus', wholeNumber(1, 1024), 1)
		.optionsGroup('What is fed')
		.option(
			'--seed <n>',
			'another number tries others; the same one repeats a run with an empty corpus',
			wholeNumber(0, 0xffffffff),
			0,
		)
		.option('--corpus <dir>', 'inputs kept from run to run; default in the cache', directory)
		.option(
			'--findings <dir>',
			'where what is found is kept, and tried first',
			directory,
			join(root, 'test/fuzz/findings'),
		)
		.optionsGroup('What is fuzzed')
		.option('--reader <dir>', "the reader's sources instead of kernel/format", directory)
		.action(fuzz);
	withManual(command, {
		about: [
			'libFuzzer mutates small images; the target reads all of each as the kernel would, through windows of several sizes, and looks whether what it reads fits together. What breaks it is made small, kept in test/fuzz/findings/ and from then on tried first. At the end both readers are compared on the inputs that were kept.',
		],
		exitCodes: {
			0: 'nothing was found',
			1: 'something was, or the readers disagree',
			...usualExitCodes,
			125: 'the fuzz target does not build',
		},
		files: {'test/fuzz/findings/': 'what was found, one file each'},
		examples: [
			{does: 'a minute', line: 'cfsbench fuzz'},
			{
				does: 'ten million inputs on two processors',
				line: 'cfsbench fuzz --time 3600 --runs 10000000 --jobs 2',
			},
		],
		seeAlso: 'docs/fuzz.md',
	});
}

interface FuzzFlags {
	readonly time: number;
	readonly runs?: number;
	readonly jobs: number;
	readonly seed: number;
	readonly corpus?: string;
	readonly findings: string;
	readonly reader?: string;
}

async function fuzz({time, runs, jobs, seed, findings, reader, ...flags}: FuzzFlags): Promise<void> {
	const cache = resolve(process.env.CFSBENCH_CACHE || join(root, '.cache'));
	const corpus = flags.corpus ?? join(cache, 'fuzz', 'corpus');
	if (reader === undefined) loadNative(); // for the comparison afterwards: what is missing is said at once
	await cancellable('Fuzzing', async (signal) => {
		console.log('build the fuzz target ...');
		const target = await buildFuzzer({
			folder: join(cache, 'fuzz', reader === undefined ? 'driver' : sha256(reader).slice(0, 16)),
			...(reader !== undefined && {reader}),
			signal,
		});
		mkdirSync(findings, {recursive: true});
		let told = 0;
		const {status, seeds, finding} = await runFuzzer({
			target,
			corpus,
			findings,
			seconds: time,
			...(runs !== undefined && {runs}),
			jobs,
			seed,
			onStatus: (now) => {
				if (performance.now() - told < statusEveryMs) return;
				told = performance.now();
				console.log(
					`${now.runs} inputs, ${now.perSecond} a second, ${now.coverage} edges reached, ${now.corpus} inputs kept`,
				);
			},
			signal,
		});
		if (finding !== undefined) {
			console.log(finding.output.split('\n').slice(-60).join('\n'));
			console.log(`finding: ${finding.fault}`);
			keep(finding.input, findings);
			console.log(`again: ${relative(process.cwd(), target)} FILE`);
			return;
		}
		console.log(
			`${status.runs} inputs from ${seeds} seeds: no finding; ${status.perSecond} a second, ${status.coverage} edges reached`,
		);
		if (reader === undefined) compare(corpus, findings);
	});
}

/** What the fuzzer kept is what takes the driver's reader everywhere: ours has to say the same of it. */
function compare(corpus: string, findings: string): void {
	const {inputs, differing} = compareCorpus(corpus);
	if (differing === undefined) {
		console.log(`${inputs} inputs that were kept: both readers agree on all of them`);
		return;
	}
	for (const {what, ours, drivers} of differing.disagreements)
		console.log(`${what}: ours ${JSON.stringify(ours)}, the driver's ${JSON.stringify(drivers)}`);
	console.log('finding: the readers disagree; docs/format.md says which is wrong');
	keep(differing.input, findings);
}

function keep(input: Buffer, findings: string): void {
	const file = join(findings, `${sha256(input).slice(0, 12)}.bin`);
	writeFileSync(file, input);
	console.log(
		`kept as ${relative(process.cwd(), file)}, ${input.length} bytes: give it a name that says what it shows`,
	);
	process.exitCode = exitCode.failed;
}

function sha256(bytes: string | Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
