import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {dictionary, longest, writeSeeds} from './seeds.ts';
import {addStatuses, type FuzzStatus, noStatus, parseFault, parseStatus} from './status.ts';

export interface RunFuzzerOptions {
	readonly target: string;
	/** Inputs that are kept from one run to the next. */
	readonly corpus: string;
	/** Findings of the past, tried first. */
	readonly findings: string;
	readonly seconds: number;
	/** The run ends after so many, too. */
	readonly runs?: number;
	/** Processes side by side, which share the corpus. */
	readonly jobs: number;
	readonly seed: number;
	readonly onStatus: (status: FuzzStatus) => void;
	readonly signal?: AbortSignal;
}

export interface FuzzEnd {
	readonly status: FuzzStatus;
	readonly seeds: number;
	readonly finding?: FuzzFinding;
}

/** An input that broke something. */
export interface FuzzFinding {
	/** As small as libFuzzer could make it. */
	readonly input: Buffer;
	/** What went wrong, in a line. */
	readonly fault: string;
	/** All that the process wrote. */
	readonly output: string;
}

const minimizeSeconds = 20;

/** Runs the fuzz target until the time is over, or something is found, which is then made small. */
export async function runFuzzer(options: RunFuzzerOptions): Promise<FuzzEnd> {
	const {target, corpus, findings, jobs, onStatus, signal} = options;
	const work = mkdtempSync(join(tmpdir(), 'cfsbench-fuzz-'));
	try {
		const seeds = writeSeeds(join(work, 'seeds'), findings);
		mkdirSync(corpus, {recursive: true});
		writeFileSync(join(work, 'dictionary'), dictionary);
		const statuses: FuzzStatus[] = Array.from({length: jobs}, () => noStatus);
		const enough = new AbortController();
		const ends = await Promise.all(
			statuses.map(async (_, job) => {
				const onLine = (line: string): void => {
					const told = parseStatus(line);
					if (told === undefined) return;
					statuses[job] = told;
					onStatus(addStatuses(statuses));
				};
				const stop = AbortSignal.any([enough.signal, ...(signal === undefined ? [] : [signal])]);
				const end = await run(target, argumentsOf(options, work, job), onLine, stop);
				if (end.code !== 0) enough.abort();
				return {...end, job};
			}),
		);
		signal?.throwIfAborted();
		const status = addStatuses(statuses);
		const broken = ends.filter(({code}) => code !== 0);
		if (broken.length === 0) return {status, seeds};

		for (const {output, job} of broken) {
			const artifact = readdirSync(work).find((name) => name.startsWith(`job${job}-`));
			if (artifact === undefined) continue;
			const input = await minimize(target, join(work, artifact), work, signal);
			return {status, seeds, finding: {input, fault: parseFault(output), output}};
		}
		const [first] = broken;
		throw new Error(`the fuzz target ended with ${first?.code}:\n${first?.output.slice(-2000)}`);
	} finally {
		rmSync(work, {recursive: true, force: true});
	}
}

function argumentsOf(
	{seconds, runs, jobs, seed, corpus}: RunFuzzerOptions,
	work: string,
	job: number,
): string[] {
	return [
		`-max_total_time=${seconds}`,
		...(runs === undefined ? [] : [`-runs=${Math.ceil(runs / jobs)}`]),
		// To libFuzzer 0 means a seed of its own choice.
		`-seed=${((seed + job) % 0xffffffff) + 1}`,
		`-max_len=${longest}`,
		`-dict=${join(work, 'dictionary')}`,
		`-artifact_prefix=${work}/job${job}-`,
		'-timeout=10',
		'-rss_limit_mb=1024',
		corpus,
		join(work, 'seeds'),
	];
}

/** The smallest input that still breaks something; the given one where there is none. */
async function minimize(target: string, input: string, work: string, signal?: AbortSignal): Promise<Buffer> {
	const smallest = join(work, 'smallest');
	const args = [
		`-minimize_crash=1`,
		`-max_total_time=${minimizeSeconds}`,
		`-exact_artifact_path=${smallest}`,
		input,
	];
	await run(target, args, () => {}, signal);
	try {
		const found = readFileSync(smallest);
		return found.length > 0 ? found : readFileSync(input);
	} catch {
		return readFileSync(input);
	}
}

async function run(
	target: string,
	args: readonly string[],
	onLine: (line: string) => void,
	signal: AbortSignal | undefined,
): Promise<{code: number | null; output: string}> {
	// What was freed is remembered for less long than usual: caches stay warm, and inputs are short.
	const env = {...process.env, ASAN_OPTIONS: 'quarantine_size_mb=8'};
	const child = spawn(target, args, {stdio: ['ignore', 'ignore', 'pipe'], env});
	const stop = (): boolean => child.kill();
	signal?.addEventListener('abort', stop, {once: true});
	const ended = new Promise<number | null>((resolve, reject) =>
		child.once('close', resolve).once('error', reject),
	);
	ended.catch(() => {});
	const lines: string[] = [];
	for await (const line of createInterface({input: child.stderr})) {
		onLine(line);
		lines.push(line);
		if (lines.length > 5000) lines.splice(0, 1000);
	}
	const code = await ended;
	signal?.removeEventListener('abort', stop);
	return {code, output: lines.join('\n')};
}
