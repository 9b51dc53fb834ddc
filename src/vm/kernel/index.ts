/** Finds, fetches and unpacks the kernel to test on, with the headers to build modules for it. */
import {UsageError} from '../../errors.ts';
import type {ProgressListener} from '../../result/progress.ts';
import {noSpace} from '../cache.ts';
import type {Kernel} from '../interfaces.ts';
import {readAnswer, writeAnswer} from './answers.ts';
import {Apt, AptError} from './apt.ts';
import {findKernelPackages, type KernelPackages} from './contents.ts';
import {cachedKernel, storedKernel} from './store.ts';

const systemLists = '/var/lib/apt/lists';

export interface ResolveKernelOptions {
	/** The cache folder; kernels are unpacked to `kernels/` in it. */
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
	/** Where the system's apt keeps its package lists: by default /var/lib/apt/lists. */
	readonly lists?: string;
}

/**
 * The kernel that a `--kernel` option asks for: an image package or a meta package for one; undefined is the newest
 * 6.12+ kernel that the distribution makes for virtual machines.
 *
 * Needs no root. Packages come from apt, verified by it, and are unpacked in the cache. While apt's lists stay the same
 * so does the answer, at the cost of a few milliseconds; without a network the last answer is used. Throws a UsageError
 * for what isn't a kernel with headers, an InfraError where it can't be had.
 */
export async function resolveKernel(
	wanted: string | undefined,
	options: ResolveKernelOptions,
): Promise<Kernel> {
	const {cache, progress, signal} = options;
	if (wanted !== undefined && !/^[a-z0-9][a-z0-9+.-]+$/.test(wanted))
		throw new UsageError(`Expected the name of a kernel image package, got '${wanted}'`);

	const start = performance.now();
	const finished = (kernel: Kernel, how: string) => {
		const note = `${kernel.release}, ${how}`;
		progress({type: 'step-finished', step: 'kernel', ms: performance.now() - start, note});
		return kernel;
	};
	const system = Apt.system(options.lists ?? systemLists, signal);
	const apt = (await system.hasLists()) ? system : Apt.private(cache, signal);
	const last = await readAnswer(cache, wanted);
	if (last !== undefined && last.lists === (await apt.fingerprint())) return finished(last.kernel, 'cached');

	progress({type: 'step-started', step: 'kernel'});
	try {
		return finished(await askApt(apt, wanted, options), 'from the distribution');
	} catch (error) {
		if (!(error instanceof AptError) || last === undefined) throw noSpace(error, cache) ?? error;
		return finished(last.kernel, `cached (newer package lists could not be followed: ${error.message})`);
	}
}

/**
 * What `resolveKernel` would give now, without fetching anything: the kernel if it is in the cache, else the packages that
 * it is made of. Undefined where no package lists are there to ask.
 */
export async function planKernel(
	wanted: string | undefined,
	options: Omit<ResolveKernelOptions, 'progress'>,
): Promise<Kernel | KernelPackages | undefined> {
	const {cache, signal} = options;
	const system = Apt.system(options.lists ?? systemLists, signal);
	const apt = (await system.hasLists()) ? system : Apt.private(cache, signal);
	const last = await readAnswer(cache, wanted);
	if (last !== undefined && last.lists === (await apt.fingerprint())) return last.kernel;
	if (!(await apt.hasLists())) return undefined;

	const found = await findKernelPackages(apt, wanted);
	return (await cachedKernel(cache, found)) ?? found;
}

/** Asks this apt; where the system's lists turn out to be out of date, a private one with fresh lists. */
async function askApt(apt: Apt, wanted: string | undefined, options: ResolveKernelOptions): Promise<Kernel> {
	const {cache, signal} = options;
	try {
		if (apt.kind === 'private' && !(await apt.hasLists())) await apt.update();
		const kernel = await storedKernel(apt, await findKernelPackages(apt, wanted), options);
		await writeAnswer(cache, wanted, {lists: await apt.fingerprint(), kernel});
		return kernel;
	} catch (error) {
		if (!(error instanceof AptError)) throw error;
		const fresh = Apt.private(cache, signal);
		await fresh.update();
		const kernel = await storedKernel(fresh, await findKernelPackages(fresh, wanted), options);
		await writeAnswer(cache, wanted, {lists: await apt.fingerprint(), kernel});
		return kernel;
	}
}
