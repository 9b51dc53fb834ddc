import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {dictionary, writeSeeds} from './seeds.ts';
import {type FuzzStatus, parseFault, parseStatus} from './status.ts';

export interface RunFuzzerOptions {
	readonly target: string;
	/** Inputs that are kept from one run to the next. */
	readonly corpus: string;
	/** Findings of the past, tried first. */
	readonly findings: string;
	readonly seconds: number;
	/** The run ends after so many, too. */
	readonly runs?: number;
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

const noStatus: FuzzStatus = {runs: 0, coverage: 0, corpus: 0, perSecond: 0};
/** The largest input that is made: a few inodes with long names, and quick to read. */
const longest = 2048;
const minimizeSeconds = 20;

/** Runs the fuzz target until the time is over, or something is found, which is then made small. */
export async function runFuzzer(options: RunFuzzerOptions): Promise<FuzzEnd> {
	const {target, corpus, findings, seconds, runs, seed, onStatus, signal} = options;
	const work = mkdtempSync(join(tmpdir(), 'cfsbench-fuzz-'));
	try {
		const seeds = writeSeeds(join(work, 'seeds'), findings);
		mkdirSync(corpus, {recursive: true});
		writeFileSync(join(work, 'dictionary'), dictionary);
		let status = noStatus;
		const {code, output} = await run(
			target,
			[
				`-max_total_time=${seconds}`,
				...(runs === undefined ? [] : [`-runs=${runs}`]),
				`-seed=${seed}`,
				`-max_len=${longest}`,
				`-dict=${join(work, 'dictionary')}`,
				`-artifact_prefix=${work}/`,
				'-timeout=10',
				'-rss_limit_mb=1024',
				corpus,
				join(work, 'seeds'),
			],
			(line) => {
				const told = parseStatus(line);
				if (told === undefined) return;
				status = told;
				onStatus(told);
			},
			signal,
		);
		if (code === 0) return {status, seeds};
		const artifact = readdirSync(work).find((name) => /^(crash|leak|timeout|oom)-/.test(name));
		if (artifact === undefined)
			throw new Error(`the fuzz target ended with ${code}:\n${output.slice(-2000)}`);
		const input = await minimize(target, join(work, artifact), work, signal);
		return {status, seeds, finding: {input, fault: parseFault(output), output}};
	} finally {
		rmSync(work, {recursive: true, force: true});
	}
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
	const child = spawn(target, args, {stdio: ['ignore', 'ignore', 'pipe'], ...(signal && {signal})});
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
	return {code: await ended, output: lines.join('\n')};
}
