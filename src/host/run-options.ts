import {resolve} from 'node:path';
import type {RunListener} from '../result/events.ts';
import type {CaseInput} from '../result/protocol.ts';
import {parseWish} from '../vm/kernel/wish.ts';
import type {AttemptLimits} from './attempts.ts';
import type {Debugging} from './debugging.ts';
import {type Isolation, type Runner, usualIsolation} from './plan.ts';
import type {Shard} from './shard.ts';

/** What a run is asked to do. Paths are absolute. */
export interface RunOptions extends CaseInput {
	/** The checkout. */
	readonly root: string;
	/** The bench's cache folder. */
	readonly cache: string;
	/** Where `<suite>/<case>.ts` lie. */
	readonly suites: string;
	/** Words that name suites and cases; none means all. */
	readonly selection: readonly string[];
	readonly groups: readonly string[];
	readonly exclude: readonly string[];
	/** As for --kernel; undefined for the distribution's newest. */
	readonly kernel: string | undefined;
	/** What belongs to a kernel that is an image. */
	readonly headers?: string | undefined;
	readonly modules?: string | undefined;
	readonly accelerator: 'auto' | 'kvm' | 'tcg';
	readonly isolation: Isolation;
	/** `qemu` by default. Guests of `vng` have no snapshots. */
	readonly runner?: Runner;
	/** Guests side by side. */
	readonly jobs: number;
	/** The directory that the `tree` fixture is made of; undefined for the default one. */
	readonly tree: string | undefined;
	/** Added to the kernel's command line. */
	readonly append: string | undefined;
	/** Of each guest. */
	readonly memoryMiB?: number;
	readonly cpus?: number;
	/** Where the driver's sources lie; by default the checkout's kernel/. What comes of another driver is not remembered. */
	readonly driver?: string;
	/** Programs of the host that the guest gets besides the usual ones. */
	readonly programs?: readonly string[];
	/** How a person looks into the cases. */
	readonly debugging?: Debugging;
	/** How often cases run; once by default. */
	readonly attempts?: AttemptLimits;
	/** A flaky case fails the run. */
	readonly failOnFlaky?: boolean;
	/** Of the selection only these. */
	readonly only?: ReadonlySet<string>;
	readonly shard?: Shard;
	/** The file with the durations that shards are balanced by; by default the cache's. */
	readonly durations?: string;
	/** The list of expected failures; by default the repository's. */
	readonly expectedFailures?: string;
	/** Who asked for the run, where it was not `npm run vm:test`: how a case is asked for there. Words of a shell. */
	readonly asker?: {readonly command: string; readonly selects: (caseId: string) => string};
	readonly cwd: string;
	readonly signal: AbortSignal;
	readonly emit: RunListener;
}

/**
 * The command that runs one case again as this run did, from the checkout. What only looks at the case when it has ended is
 * left out.
 */
export function rerunCommand(options: RunOptions, caseId: string): string {
	const {asker} = options;
	const words = [asker?.command ?? 'npm run vm:test --'];
	const flag = (name: string, value: string | undefined) => {
		if (value !== undefined) words.push(name, shellWord(value));
	};

	const isUsual = asker !== undefined || options.suites === `${options.root}/test/suites`;
	flag('--suites', isUsual ? undefined : relativeTo(options.root, options.suites));
	const {headers, modules, debugging} = options;
	flag('--contestant', options.contestant === 'composefs' ? undefined : options.contestant);
	const {seeds} = options;
	flag('--seeds', seeds && `${seeds.from}-${seeds.to}`);
	flag('--kernel', kernelFrom(options));
	flag('--headers', headers === undefined ? undefined : relativeTo(options.root, resolve(headers)));
	flag('--modules', modules === undefined ? undefined : relativeTo(options.root, resolve(modules)));
	flag('--accel', options.accelerator === 'auto' ? undefined : options.accelerator);
	flag('--runner', options.runner === 'vng' ? 'vng' : undefined);
	flag('--isolation', options.isolation === usualIsolation(options.runner) ? undefined : options.isolation);
	flag('--tree', options.tree);
	flag('--append', options.append);
	flag('-m', options.memoryMiB?.toString());
	flag('--smp', options.cpus?.toString());
	const {expectedFailures} = options;
	flag(
		'--expected-failures',
		expectedFailures === undefined ? undefined : relativeTo(options.root, expectedFailures),
	);
	for (const event of debugging?.trace ?? []) flag('--trace', event);
	// Its value may be left out, so that the next word would be taken for it.
	if (debugging?.dyndbg !== undefined) words.push(shellWord(`--dyndbg=${debugging.dyndbg}`));
	if (debugging?.onLoaded !== undefined) words.push('--gdb');
	return [...words, asker?.selects(caseId) ?? shellWord(caseId)].join(' ');
}

/** A path is one from the checkout, whatever the current folder was. */
function kernelFrom({kernel, headers, modules, root}: RunOptions): string | undefined {
	const wish = parseWish(kernel, {headers, modules});
	if (wish.kind !== 'tree' && wish.kind !== 'image') return kernel;
	const path = relativeTo(root, wish.path);
	return path.startsWith('/') ? path : `./${path}`;
}

function relativeTo(root: string, path: string): string {
	return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function shellWord(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
