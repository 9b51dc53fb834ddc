import {randomBytes} from 'node:crypto';
import {access, rename, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {BenchError, InfraError} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';
import {cachedDirectory, pruneFolder} from './cache.ts';
import {Fingerprints, keyOf} from './fingerprint.ts';
import {hostCpu, qemuVersion} from './host.ts';
import {buildInitramfs} from './initramfs.ts';
import {type LaunchedInstance, launch} from './instance.ts';
import type {Accelerator, Disk, DiskSerial, InstanceOptions, Kernel, Machine} from './interfaces.ts';
import {withLock} from './lock.ts';
import {unpackModules} from './modules.ts';
import {type GuestMemory, type Hardware, kernelCommandLine, qemuArguments} from './qemu.ts';
import {loadState, saveState, snapshotFiles} from './snapshot.ts';

export interface MachineOptions {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly memoryMiB: number;
	readonly cpus: 1;
	/** Guest path to host path: the agent, the addon, and what else the guest has from the start. */
	readonly files: Readonly<Record<string, string>>;
	/** Programs of the host, by name or absolute path. What `vm/init` needs comes without asking. */
	readonly tools: readonly string[];
	/** Kernel modules that cases may load. Those that the kernel has not are left out of the index. */
	readonly modules: readonly string[];
	/** Absolute path of the cache. */
	readonly cache: string;
	/** Added to the kernel's command line. */
	readonly append?: string;
	/** One instruction is one nanosecond of guest clock. Emulation only. */
	readonly icount?: boolean;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal;
}

const initScript = fileURLToPath(new URL('../../vm/init', import.meta.url));
const initTools = ['sh', 'mount', process.execPath];
/** Where init finds node, wherever it lies on the host. */
const initLinks = {'/usr/bin/node': process.execPath};

/** For KVM; multiplied with the accelerator's timeScale. A guest that panics is noticed at once, whatever these say. */
const bootDeadlineMs = 10_000;
const restoreDeadlineMs = 3_000;

/** Counted up when snapshots of before must not be used. */
const snapshotFormat = 1;
const snapshotLimits = {maximumBytes: 4 * 1024 ** 3, untouchedForMs: 3600 * 1000};

/** Packs what the guest starts from. Nothing boots yet. */
export async function prepareMachine(options: MachineOptions): Promise<Machine> {
	const {kernel, accelerator, cache, progress, signal} = options;
	const started = performance.now();
	progress({type: 'step-started', step: 'initramfs'});

	const fingerprints = await Fingerprints.open(cache);
	const [version, cpu, modules] = await Promise.all([
		qemuVersion(),
		hostCpu(),
		unpackModules(kernel, options.modules, cache),
	]);
	const initramfs = await buildInitramfs({
		files: {...modules.files, ...options.files},
		tools: [...initTools, ...options.tools],
		links: initLinks,
		init: initScript,
		cache,
		fingerprints,
		...(signal && {signal}),
	});
	const image = await fingerprints.of(kernel.image);
	await fingerprints.save();
	progress({
		type: 'step-finished',
		step: 'initramfs',
		ms: performance.now() - started,
		note: initramfs.fresh ? 'built' : 'cached',
	});

	const hardware: Hardware = {
		accelerator: accelerator.name,
		memoryMiB: options.memoryMiB,
		cpus: options.cpus,
		icount: options.icount ?? false,
	};
	const append = kernelCommandLine(accelerator.name, options.append);
	// The arguments with names in the place of paths: whatever is added to them is in the key from that day on.
	const shape = qemuArguments({
		hardware,
		append,
		image,
		initramfs: initramfs.key,
		memory: {kind: 'anonymous'},
		disks: {},
		consolePath: 'console',
		incoming: false,
	});
	const key = keyOf([snapshotFormat, version, cpu, kernel.release, shape]);
	return new SnapshotMachine({...options, hardware, commandLine: append, initramfs: initramfs.path, key});
}

interface PreparedOptions extends MachineOptions {
	readonly hardware: Hardware;
	readonly commandLine: string;
	readonly initramfs: string;
	readonly key: string;
}

class SnapshotMachine implements Machine {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly key: string;
	readonly #options: PreparedOptions;
	readonly #directory: string;
	/** Made or found once; replaced once, when a guest would not start from it. */
	#snapshot: Promise<void> | undefined;
	#remade: Promise<void> | undefined;

	constructor(options: PreparedOptions) {
		this.kernel = options.kernel;
		this.accelerator = options.accelerator;
		this.key = options.key;
		this.#options = options;
		this.#directory = join(options.cache, 'snapshots', options.key);
	}

	async start(options: InstanceOptions): Promise<LaunchedInstance> {
		await requireDisks(options.disks);
		if (options.start === 'boot') return this.#boot(options, {kind: 'anonymous'});

		this.#snapshot ??= this.#makeSnapshot();
		await this.#snapshot;
		try {
			return await this.#restore(options);
		} catch (error) {
			if (options.signal?.aborted || !(error instanceof BenchError)) throw error;
			// Perhaps the snapshot is torn, or was pruned by another run: one that was made anew gets one more try.
			this.#remade ??= this.#discardSnapshot().then(() => this.#makeSnapshot());
			await this.#remade;
			return this.#restore(options);
		}
	}

	#boot(options: InstanceOptions, memory: GuestMemory): Promise<LaunchedInstance> {
		return this.#launch(options, memory, false);
	}

	#restore(options: InstanceOptions): Promise<LaunchedInstance> {
		return this.#launch(
			options,
			{kind: 'file', path: snapshotFiles(this.#directory).memory, share: false},
			true,
		);
	}

	#launch(options: InstanceOptions, memory: GuestMemory, incoming: boolean): Promise<LaunchedInstance> {
		const {hardware, commandLine, initramfs} = this.#options;
		const consolePath = join(options.directory, 'console.log');
		const files = snapshotFiles(this.#directory);
		return launch({
			args: qemuArguments({
				hardware,
				image: this.kernel.image,
				initramfs,
				append: commandLine,
				memory,
				disks: options.disks,
				consolePath,
				incoming,
			}),
			directory: options.directory,
			consolePath,
			deadlineMs: (incoming ? restoreDeadlineMs : bootDeadlineMs) * this.accelerator.timeScale,
			seed: options.seed ?? randomBytes(16).toString('hex'),
			...(incoming && {prepare: (monitor) => loadState(monitor, files)}),
			...(options.signal && {signal: options.signal}),
		});
	}

	/** Boots once and keeps memory and state, under a lock: a second run waits and finds it done. */
	async #makeSnapshot(): Promise<void> {
		const {cache, progress, signal} = this.#options;
		const step = 'snapshot';
		const started = performance.now();
		progress({type: 'step-started', step});

		const lock = join(cache, 'locks', `snapshot-${this.key}.lock`);
		const onWait = (message: string) => progress({type: 'step-started', step: message});
		const made = await withLock(lock, {onWait, ...(signal && {signal})}, () =>
			cachedDirectory(this.#directory, async (directory) => {
				const files = snapshotFiles(directory);
				const memory = {kind: 'file', path: files.memory, share: true} as const;
				await using instance = await this.#boot(
					{start: 'boot', disks: {}, directory, ...(signal && {signal})},
					memory,
				);
				await saveState(instance, files);
			}),
		);
		await pruneFolder(dirname(this.#directory), {...snapshotLimits, keep: this.key});
		progress({
			type: 'step-finished',
			step,
			ms: performance.now() - started,
			note: made.fresh ? 'booted once' : 'cached',
		});
	}

	/** Renamed before it is removed, so that nobody finds half of it. Guests that map its memory keep it. */
	async #discardSnapshot(): Promise<void> {
		const discarded = `${this.#directory}.new-discarded-${process.pid}`;
		await rename(this.#directory, discarded).catch(() => undefined);
		await rm(discarded, {recursive: true, force: true});
	}
}

async function requireDisks(disks: Partial<Record<DiskSerial, Disk>>): Promise<void> {
	for (const [serial, disk] of Object.entries(disks))
		await access(disk.path).catch((cause) => {
			throw new InfraError(`The guest's disk "${serial}" can't be read: ${cause.message}`, {cause});
		});
}
