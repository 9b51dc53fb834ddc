import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {cp, mkdtemp, readdir, readFile, rm, symlink} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {InfraError} from '../errors.ts';
import {measureRun, type Sample} from './loop-run.ts';

export interface LoopOptions {
	/** The checkout that is copied; nothing is written there. */
	readonly root: string;
	readonly cache: string;
	/** A folder for the copy and for fresh caches. */
	readonly temporary: string;
	/** `suite/case`. */
	readonly caseId: string;
}

export interface Phase {
	readonly name: string;
	readonly title: string;
	/** Milliseconds, on two cores without KVM. */
	readonly target: number;
	/** Says to itself which round it is. */
	readonly measure: (round: number) => Promise<Sample>;
}

const notCopied = new Set(['node_modules', '.cache', 'runs', '.git']);

/** What a kernel developer waits for. Each measures one round. */
export async function preparePhases(options: LoopOptions): Promise<readonly Phase[]> {
	const {root, cache, temporary, caseId} = options;
	const checkout = join(temporary, 'checkout');
	await cp(root, checkout, {recursive: true, filter: (path) => !notCopied.has(basename(path))});
	await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
	// Whatever a run keeps from an earlier bench must not count as done.
	const stamp = `${process.pid}-${Date.now()}`;
	const run = (...args: string[]) => measureRun(checkout, cache, [caseId, ...args]);

	return [
		{name: 'none', title: 'no change to the verdict of one case', target: 1500, measure: () => run()},
		{
			name: 'driver',
			title: 'one changed line in the driver to the verdict',
			target: 3000,
			measure(round) {
				changeDriver(join(checkout, 'kernel/super.c'), `${stamp}-${round}`);
				return run();
			},
		},
		{
			name: 'case',
			title: 'a changed case to its verdict',
			target: 2000,
			measure(round) {
				appendFileSync(join(checkout, 'test/suites', `${caseId}.ts`), `\n// ${stamp}-${round}\n`);
				return run();
			},
		},
		{
			name: 'snapshot',
			title: 'a snapshot made anew, to the verdict',
			target: 10_000,
			async measure(round) {
				const mark = `cfsbench.loop=${stamp}-${round}`;
				try {
					return await run('--append', mark);
				} finally {
					await removeSnapshot(cache, mark);
				}
			},
		},
		{
			name: 'fresh',
			title: 'first run with nothing cached but the kernel',
			target: 90_000,
			async measure() {
				const fresh = await mkdtemp(join(temporary, 'cache-'));
				try {
					await cp(join(cache, 'kernels'), join(fresh, 'kernels'), {recursive: true, verbatimSymlinks: true});
					return await measureRun(checkout, fresh, [caseId]);
				} finally {
					await rm(fresh, {recursive: true, force: true});
				}
			},
		},
	];
}

/** A changed string is a changed object file: the compiler, the linker and the guest all have their work. */
function changeDriver(path: string, mark: string): void {
	const text = readFileSync(path, 'utf8');
	const changed = text.replace(
		/^MODULE_DESCRIPTION\("[^"]*"\);$/m,
		`MODULE_DESCRIPTION("bench:loop ${mark}");`,
	);
	if (changed === text)
		throw new InfraError(`Expected one line MODULE_DESCRIPTION("...") in ${path} to change, there is none`);
	writeFileSync(path, changed);
}

/** The snapshots of this bench would push out those that people use. */
async function removeSnapshot(cache: string, mark: string): Promise<void> {
	const folder = join(cache, 'snapshots');
	for (const name of await readdir(folder)) {
		const log = await readFile(join(folder, name, 'console.log'), 'utf8').catch(() => '');
		if (log.includes(mark)) await rm(join(folder, name), {recursive: true, force: true});
	}
}
