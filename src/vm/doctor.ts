/** What the doctor finds out about kernel, accelerator, addon and cache. Fetches and builds nothing. */
import {access, constants, statfs} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {BenchError, UsageError} from '../errors.ts';
import {type AcceleratorWish, chooseAccelerator} from './accelerator.ts';
import type {Kernel} from './interfaces.ts';
import {findCompiler} from './kernel/compiler.ts';
import {planKernel} from './kernel/index.ts';
import {findVng, installVng, isFetchable} from './vng/find.ts';

export interface Finding {
	readonly subject: string;
	/** `absent` is no fault, `missing` is. */
	readonly state: 'good' | 'absent' | 'missing';
	/** What was found, what is chosen and why. */
	readonly detail: string;
	readonly remedy?: string;
}

export interface ExamineOptions {
	/** As for `--kernel`. */
	readonly kernel: string | undefined;
	readonly accelerator: AcceleratorWish;
	readonly cache: string;
	readonly signal?: AbortSignal;
	/** Where the system's apt keeps its package lists: by default /var/lib/apt/lists. */
	readonly lists?: string;
}

/** What a first run may need: kernel, snapshot, disks. */
const neededMiB = 1500;

export async function* examine(options: ExamineOptions): AsyncGenerator<Finding> {
	const {cache, signal} = options;
	let kernel: Kernel | undefined;
	yield await finding('kernel', async () => {
		const plan = await planKernel(options.kernel, options);
		if (plan === undefined)
			return options.kernel === 'debug'
				? "built from the distribution's sources at the first run, and kept"
				: 'will be chosen at the first run, from freshly fetched package lists';
		const why = options.kernel === undefined ? `the newest for virtual machines, ${plan.name}` : plan.name;
		if ('image' in plan) {
			kernel = plan;
			return `${plan.release} (${why} ${plan.version}), ${plan.image}`;
		}
		const mebibytes = plan.packages.reduce((sum, {size}) => sum + size, 0) / 2 ** 20;
		return `${plan.release} (${why}), ${mebibytes.toFixed(0)} MiB will be fetched at the first run`;
	});

	const cached = kernel;
	if (cached === undefined) {
		yield await kvmDevice();
	} else {
		yield await finding('compiler', async () => {
			const {command, version} = await findCompiler(cached, signal);
			return `${command}, which the kernel was built with: ${version}`;
		});
		yield await finding('accelerator', async () => {
			const chosen = await chooseAccelerator(options.accelerator, {
				cache,
				kernel: cached,
				...(signal === undefined ? {} : {signal}),
			});
			return `${chosen.name}: ${chosen.reason}`;
		});
	}

	const addon = join(cache, 'addon/current/composefs_bench.node');
	yield {
		subject: 'addon',
		state: 'good',
		detail: (await exists(addon)) ? addon : 'will be built at the first run',
	};
	yield await virtmeNg(cache, signal);
	yield await freeSpace(cache);
}

/** A good finding with what `look` says, or what is missing with the error's own remedy. A wrong option stays an error. */
async function finding(subject: string, look: () => Promise<string>): Promise<Finding> {
	try {
		return {subject, state: 'good', detail: await look()};
	} catch (error) {
		if (!(error instanceof BenchError) || error instanceof UsageError) throw error;
		const {message, remedy} = error;
		return {subject, state: 'missing', detail: message, ...(remedy === undefined ? {} : {remedy})};
	}
}

async function kvmDevice(): Promise<Finding> {
	const usable = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
		() => true,
		() => false,
	);
	return usable
		? {
				subject: 'accelerator',
				state: 'good',
				detail: '/dev/kvm opens; the first run will boot a guest to see whether it works',
			}
		: {
				subject: 'accelerator',
				state: 'absent',
				detail: "tcg: emulation, because /dev/kvm is absent or can't be opened",
			};
}

/** Nobody needs it, so it is never missing. */
async function virtmeNg(cache: string, signal?: AbortSignal): Promise<Finding> {
	const vng = await findVng(cache, {signal});
	if (vng !== undefined)
		return {subject: 'virtme-ng', state: 'good', detail: `${vng.version}, for --runner vng`};
	const whence = (await isFetchable()) ? 'the first run with it fetches one' : installVng;
	return {subject: 'virtme-ng', state: 'absent', detail: `only for --runner vng; ${whence}`};
}

async function freeSpace(cache: string): Promise<Finding> {
	let folder = cache;
	while (!(await exists(folder))) folder = dirname(folder);
	const {bavail, bsize} = await statfs(folder);
	const mebibytes = Math.floor((bavail * bsize) / 2 ** 20);
	const detail = `${cache}, ${mebibytes} MiB free`;
	if (mebibytes >= neededMiB) return {subject: 'cache', state: 'good', detail};
	return {
		subject: 'cache',
		state: 'missing',
		detail: `${detail}, ${neededMiB} MiB are needed`,
		remedy: `Free space there, or set CFSBENCH_CACHE to a folder on a larger disk.`,
	};
}

async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}
