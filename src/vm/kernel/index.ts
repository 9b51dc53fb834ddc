/** Finds, fetches and unpacks the kernel to test on, with the headers to build modules for it. */
import {join, relative, sep} from 'node:path';
import type {ProgressListener} from '../../result/progress.ts';
import {makeFolder, noSpace, touch} from '../cache.ts';
import type {Kernel} from '../interfaces.ts';
import {buildsHere, storedToolchain} from '../toolchain-root.ts';
import {readAnswer, writeAnswer} from './answers.ts';
import {Apt, AptError} from './apt.ts';
import {hostKernel, imageKernel, treeKernel} from './built.ts';
import {findKernelPackages, type KernelPackages} from './contents.ts';
import {cachedDebugKernel, debugKernel} from './debug.ts';
import {cachedKernel, storedKernel} from './store.ts';
import {type KernelFolders, type KernelWish, parseWish} from './wish.ts';

const systemLists = '/var/lib/apt/lists';

/** The lists of another suite are nobody's but ours to fetch again. */
const suiteListsAgeMs = 7 * 24 * 3600 * 1000;

export interface ResolveKernelOptions extends KernelFolders {
	/** The cache folder; kernels are unpacked to `kernels/` in it. */
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
	/** Where the system's apt keeps its package lists: by default /var/lib/apt/lists. */
	readonly lists?: string;
}

/**
 * The kernel that a `--kernel` option asks for. Undefined is the newest 6.12+ kernel that the distribution makes for
 * virtual machines; what else it may be says `parseWish`.
 *
 * Needs no root. Packages come from apt, verified by it, and are unpacked in the cache. While apt's lists stay the same
 * so does the answer, at the cost of a few milliseconds; without a network the last answer is used. Throws a UsageError
 * for what isn't a kernel with headers, an InfraError where it can't be had.
 */
export async function resolveKernel(
	wanted: string | undefined,
	options: ResolveKernelOptions,
): Promise<Kernel> {
	const kernel = await findOrMake(parseWish(wanted, options), options);
	await touchUsed(kernel, options.cache);
	return kernel;
}

/** Says which entries of the cache a run uses, so that pruning takes others first. */
async function touchUsed({image, modules, toolchain}: Kernel, cache: string): Promise<void> {
	for (const path of [image, modules, toolchain]) {
		if (path === undefined) continue;
		const [kind = '', name] = relative(cache, path).split(sep);
		if (kind !== '..' && name !== undefined) await touch(join(cache, kind, name));
	}
}

async function findOrMake(wish: KernelWish, options: ResolveKernelOptions): Promise<Kernel> {
	const {cache} = options;
	makeFolder(cache);
	try {
		if (wish.kind === 'package' || wish.kind === 'suite')
			return await packagedKernel(wish, await aptFor(wish, options), options);
		if (wish.kind === 'debug') return await debugKernel(await systemApt(options), options);
		return await builtKernel(wish, options);
	} catch (error) {
		throw noSpace(error, cache) ?? error;
	}
}

/** The distribution's packages, with lists to find them in: the system's, or else private ones. */
export async function systemApt(options: Omit<ResolveKernelOptions, 'progress'>): Promise<Apt> {
	const apt = await aptFor({kind: 'package', name: undefined}, options);
	if (apt.kind === 'private' && !(await apt.hasLists())) await apt.update();
	return apt;
}

type PackageWish = Extract<KernelWish, {kind: 'package' | 'suite'}>;
type BuiltWish = Extract<KernelWish, {kind: 'tree' | 'image' | 'host'}>;

function builtKernel(wish: BuiltWish, options: ResolveKernelOptions): Promise<Kernel> {
	if (wish.kind === 'tree') return treeKernel(wish.path, options);
	return wish.kind === 'image' ? imageKernel(wish, options) : hostKernel();
}

async function packagedKernel(wish: PackageWish, apt: Apt, options: ResolveKernelOptions): Promise<Kernel> {
	const {cache, progress} = options;
	const start = performance.now();
	const finished = (kernel: Kernel, how: string) => {
		const note = `${kernel.release}, ${how}`;
		progress({type: 'step-finished', step: 'kernel', ms: performance.now() - start, note});
		return kernel;
	};
	const last = await readAnswer(cache, answerName(wish));
	const stale = apt.kind === 'suite' && (await apt.listsAge()) > suiteListsAgeMs;
	if (last !== undefined && !stale && last.lists === (await apt.fingerprint()))
		return finished(last.kernel, 'cached');

	progress({type: 'step-started', step: 'kernel'});
	try {
		if (stale || (apt.kind !== 'system' && !(await apt.hasLists()))) await apt.update();
		const from = wish.kind === 'suite' ? `from ${wish.suite}` : 'from the distribution';
		return finished(await askApt(apt, wish, options), from);
	} catch (error) {
		if (!(error instanceof AptError) || last === undefined) throw error;
		return finished(last.kernel, `cached (newer package lists could not be followed: ${error.message})`);
	}
}

/**
 * What `resolveKernel` would give now, without fetching or building anything: the kernel if it is there, else the packages
 * that it is made of. Undefined where that takes package lists that aren't there, or a build.
 */
export async function planKernel(
	wanted: string | undefined,
	options: Omit<ResolveKernelOptions, 'progress'>,
): Promise<Kernel | KernelPackages | undefined> {
	const {cache} = options;
	const wish = parseWish(wanted, options);
	if (wish.kind === 'debug') {
		const apt = await aptFor({kind: 'package', name: undefined}, options);
		return (await apt.hasLists()) ? cachedDebugKernel(apt, cache) : undefined;
	}
	if (wish.kind !== 'package' && wish.kind !== 'suite')
		return builtKernel(wish, {...options, progress: () => undefined});

	const apt = await aptFor(wish, options);
	const last = await readAnswer(cache, answerName(wish));
	if (last !== undefined && last.lists === (await apt.fingerprint())) return last.kernel;
	if (!(await apt.hasLists())) return undefined;

	const found = await packagesOf(apt, wish);
	// A kernel of another suite takes its toolchain as well.
	return (wish.kind === 'package' ? await cachedKernel(cache, found) : undefined) ?? found;
}

async function aptFor(wish: PackageWish, options: Omit<ResolveKernelOptions, 'progress'>): Promise<Apt> {
	const {cache, signal} = options;
	if (wish.kind === 'suite') return Apt.suite(wish.suite, cache, signal);
	const system = Apt.system(options.lists ?? systemLists, signal);
	return (await system.hasLists()) ? system : Apt.private(cache, signal);
}

function answerName(wish: PackageWish): string | undefined {
	return wish.kind === 'suite' ? `${wish.suite}/${wish.name}` : wish.name;
}

async function packagesOf(apt: Apt, wish: PackageWish): Promise<KernelPackages> {
	const found = await findKernelPackages(apt, wish.name);
	return wish.kind === 'suite' ? {...found, name: `${wish.suite}/${found.name}`} : found;
}

/** Asks this apt; where its lists turn out to be out of date, a private one with fresh lists. */
async function askApt(apt: Apt, wish: PackageWish, options: ResolveKernelOptions): Promise<Kernel> {
	const ask = async (asked: Apt) => {
		const stored = await storedKernel(asked, await packagesOf(asked, wish), options);
		const kernel = wish.kind === 'suite' ? await withToolchain(stored, asked, options) : stored;
		await writeAnswer(options.cache, answerName(wish), {lists: await apt.fingerprint(), kernel});
		return kernel;
	};
	try {
		return await ask(apt);
	} catch (error) {
		if (!(error instanceof AptError)) throw error;
		const fresh = apt.kind === 'suite' ? apt : Apt.private(options.cache, options.signal);
		await fresh.update();
		return ask(fresh);
	}
}

async function withToolchain(kernel: Kernel, apt: Apt, options: ResolveKernelOptions): Promise<Kernel> {
	if (await buildsHere(kernel, options.signal)) return kernel;
	return {...kernel, toolchain: await storedToolchain(kernel, apt, options)};
}
