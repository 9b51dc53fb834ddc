import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {RunEvent} from '../../src/result/events.ts';

export const root = resolve(import.meta.dirname, '../..');
export const suites = 'test/selftest/suites';

export interface Ended {
	readonly code: number | null;
	readonly output: string;
	/** Absolute; undefined where the run never came so far. */
	readonly directory: string | undefined;
	readonly events: readonly RunEvent[];
	/** QEMU processes that were seen and live on. */
	readonly left: readonly number[];
}

export interface Running {
	readonly process: ChildProcess;
	readonly ended: Promise<Ended>;
	/** Resolves once the output holds this text. */
	says(text: string): Promise<void>;
	/** The output so far. */
	said(): string;
	/** What was told so far. */
	events(): readonly RunEvent[];
	/** The QEMU processes that this bench started and that live. */
	guests(): readonly number[];
}

/** Starts the bench as a user does. */
export function startBench(args: readonly string[], within: readonly string[] = []): Running {
	const [program = '', ...words] = [...within, process.execPath, '--import', 'tsx', 'src/cli.ts', ...args];
	const child = spawn(program, words, {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
	const seen = new Set<number>();
	const watch = setInterval(() => {
		for (const pid of guestsBelow(child)) seen.add(pid);
	}, 100);
	let output = '';
	const listeners = new Set<() => void>();
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			for (const listener of listeners) listener();
		});

	const ended = new Promise<Ended>((done) =>
		child.once('close', (code) => {
			clearInterval(watch);
			const directory = runDirectory(output);
			const events = directory === undefined ? [] : readEvents(directory);
			done({code, output, directory, events, left: [...seen].filter(isQemu)});
			for (const listener of listeners) listener();
		}),
	);
	const says = (text: string) =>
		new Promise<void>((done, fail) => {
			const look = () => {
				if (output.includes(text)) done();
				else if (child.exitCode !== null || child.signalCode !== null)
					fail(new Error(`never said '${text}':\n${output}`));
				else return;
				listeners.delete(look);
			};
			listeners.add(look);
			look();
		});
	const events = () => {
		const directory = runDirectory(output);
		return directory === undefined ? [] : readEvents(directory);
	};
	return {process: child, ended, says, said: () => output, events, guests: () => guestsBelow(child)};
}

export function bench(args: readonly string[]): Promise<Ended> {
	return startBench(args).ended;
}

/** The events of a run that may still be writing them: what follows the last line's end is half an event. */
function readEvents(directory: string): readonly RunEvent[] {
	const path = join(directory, 'events.jsonl');
	if (!existsSync(path)) return [];
	const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
	return lines.map((line) => JSON.parse(line) as RunEvent);
}

function runDirectory(output: string): string | undefined {
	const found = /^artifacts +(\S+)$/m.exec(output)?.[1];
	return found === undefined ? undefined : resolve(root, found);
}

function guestsBelow({pid}: ChildProcess): readonly number[] {
	return pid === undefined ? [] : descendants(pid).filter(isQemu);
}

/** Every process below one, however deep. */
export function descendants(ancestor: number): readonly number[] {
	const parents = new Map<number, number>();
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const parent = parentOf(name);
		if (parent !== undefined) parents.set(Number(name), parent);
	}
	const isBelow = (pid: number): boolean => {
		const parent = parents.get(pid);
		return parent !== undefined && (parent === ancestor || isBelow(parent));
	};
	return [...parents.keys()].filter(isBelow);
}

function parentOf(pid: string): number | undefined {
	try {
		// The name in parentheses may hold anything.
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
	} catch {
		return undefined;
	}
}

function isQemu(pid: number): boolean {
	try {
		return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('qemu-system');
	} catch {
		return false;
	}
}
