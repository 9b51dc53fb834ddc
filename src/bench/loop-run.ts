import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import type {RunEvent} from '../result/events.ts';

/** One run as a user starts it, in milliseconds. */
export interface Sample {
	/** From the start of the process to its end. */
	readonly wall: number;
	/** Of all its processes, on all processors: what a busy machine changes less. */
	readonly cpu: number;
	/** Where the time went, as far as the run tells: steps, the guest's start, the case. They may overlap. */
	readonly parts: Readonly<Record<string, number>>;
}

/** The unit of times in /proc (USER_HZ), the same on every Linux. */
const tickMs = 10;

/** Runs `npm run vm:test -- ARGS` without npm itself. Throws where a case doesn't pass: its time would mean nothing. */
export async function measureRun(checkout: string, cache: string, args: readonly string[]): Promise<Sample> {
	const before = childrenCpu();
	const started = performance.now();
	const child = spawn(process.execPath, ['scripts/vm-test.mjs', ...args], {
		cwd: checkout,
		env: {...process.env, CFSBENCH_CACHE: cache},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	const wall = performance.now() - started;
	if (code !== 0)
		throw new InfraError(`Expected exit code 0 of the measured run, got ${code}`, {detail: output});

	const artifacts = /^artifacts +(\S+)$/m.exec(output)?.[1] ?? '';
	return {wall, cpu: childrenCpu() - before, parts: readParts(join(checkout, artifacts))};
}

/** User and system time of our children that have ended, and of theirs. */
function childrenCpu(): number {
	const stat = readFileSync('/proc/self/stat', 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[13]) + Number(fields[14])) * tickMs;
}

function readParts(directory: string): Readonly<Record<string, number>> {
	const parts: Record<string, number> = {};
	const lines = readFileSync(join(directory, 'events.jsonl'), 'utf8').split('\n').filter(Boolean);
	for (const line of lines) {
		const event = JSON.parse(line) as RunEvent;
		if (event.type === 'progress' && event.progress.type === 'step-finished')
			parts[event.progress.step.replace(/ for .*/, '')] = event.progress.ms;
		if (event.type === 'case-finished') {
			parts.guest = event.readyMs ?? 0;
			parts.case = event.ms;
		}
		if (event.type === 'run-finished') parts['whole run'] = event.ms;
	}
	return parts;
}
