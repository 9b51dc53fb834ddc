import {randomBytes} from 'node:crypto';
import {access, readFile, rename, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {findSplats} from '../console/splat.ts';
import {BenchError, InfraError} from '../errors.ts';
import type {ProgressListener} from '../result/progress.ts';
import {cachedDirectory, pruneFolder, removeLeftovers, requireSpace, sweepLeftovers, touch} from './cache.ts';
import {bootOnTime} from './guest-clock.ts';
import {type LaunchedInstance, type LaunchOptions, launch} from './instance.ts';
import type {Accelerator, Disk, DiskSerial, InstanceOptions, Kernel, Machine} from './interfaces.ts';
import {keepGuest} from './kept-guest.ts';
import {withLock} from './lock.ts';
import {type GuestMemory, type Hardware, qemuArguments} from './qemu.ts';
import {loadState, saveState, snapshotFiles} from './snapshot.ts';
import {runStep} from './step.ts';

export interface SnapshotMachineOptions {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly hardware: Hardware;
	/** Absolute path. */
	readonly initramfs: string;
	/** The kernel's whole command line. */
	readonly commandLine: string;
	/** Of everything the snapshot is made from. */
	readonly key: string;
	readonly cache: string;
	readonly progress: ProgressListener;
	readonly signal?: AbortSignal | undefined;
}

/** For KVM; multiplied with the accelerator's timeScale. A guest that panics is noticed at once, whatever these say. */
const bootDeadlineMs = 10_000;
const restoreDeadlineMs = 3_000;

/** For all snapshots together; one occupies about 320 MiB. */
const maximumSnapshotBytes = 3 * 2 ** 30;

/** Starts guests from cold, or from a snapshot that it makes when the first one is asked for. */
export class SnapshotMachine implements Machine {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly key: string;
	readonly #options: SnapshotMachineOptions;
	readonly #directory: string;
	/** Made or found once; replaced once, when a guest would not start from it. */
	#snapshot: Promise<void> | undefined;
	#remade: Promise<void> | undefined;

	constructor(options: SnapshotMachineOptions) {
		this.kernel = options.kernel;
		this.accelerator = options.accelerator;
		this.key = options.key;
		this.#options = options;
		this.#directory = join(options.cache, 'snapshots', options.key);
	}

	get bootConsole(): string {
		return join(this.#directory, 'console.log');
	}

	async start(options: InstanceOptions): Promise<LaunchedInstance> {
		await requireDisks(options.disks);
		const used = Object.values(options.disks).map(({path}) => path);
		await Promise.all([this.#options.initramfs, this.#directory, ...used].map(touch));
		if (options.start === 'boot') return this.#launch(options, {kind: 'anonymous'}, false);

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

	#restore(options: InstanceOptions): Promise<LaunchedInstance> {
		return this.#launch(
			options,
			{kind: 'file', path: snapshotFiles(this.#directory).memory, share: false},
			true,
		);
	}

	async #launch(options: InstanceOptions, memory: GuestMemory, incoming: boolean): Promise<LaunchedInstance> {
		const {accelerator, hardware, commandLine, initramfs} = this.#options;
		const {image} = this.kernel;
		const {disks} = options;
		const consolePath = join(options.directory, 'console.log');
		const files = snapshotFiles(this.#directory);
		const emulated = accelerator.name === 'tcg' && !hardware.icount;
		// What another guest left in there is no memory to boot with.
		const emptyMemory = () => (memory.kind === 'file' ? rm(memory.path, {force: true}) : Promise.resolve());
		const boot = (launching: LaunchOptions) => bootOnTime(launching, emptyMemory);
		const instance = await (emulated && !incoming ? boot : launch)({
			args: qemuArguments({
				hardware,
				image,
				initramfs,
				append: commandLine,
				memory,
				disks,
				consolePath,
				incoming,
			}),
			directory: options.directory,
			consolePath,
			deadlineMs: (incoming ? restoreDeadlineMs : bootDeadlineMs) * accelerator.timeScale,
			seed: options.seed ?? randomBytes(16).toString('hex'),
			...(incoming && {prepare: (monitor) => loadState(monitor, files)}),
			signal: options.signal,
		});
		const recipe = {accelerator, hardware, commandLine, image, initramfs, disks};
		return {...instance, keep: (directory, isAlive) => keepGuest(instance, recipe, directory, isAlive)};
	}

	/** Boots once and keeps memory and state, under a lock: a second run waits and finds it done. */
	async #makeSnapshot(): Promise<void> {
		const {cache, progress, signal} = this.#options;
		const lockOf = (key: string) => join(cache, 'locks', `snapshot-${key}.lock`);
		const build = (directory: string) => this.#bootAndSave(directory);
		await runStep(
			progress,
			'snapshot',
			() =>
				withLock(lockOf(this.key), {progress, signal}, async () => {
					await removeLeftovers(this.#directory);
					if (await this.#complainedAtBoot()) await this.#discardSnapshot();
					return cachedDirectory(this.#directory, build);
				}),
			({fresh}) => (fresh ? 'booted once' : 'cached'),
		);
		await sweepLeftovers(dirname(this.#directory), lockOf);
		await pruneFolder(dirname(this.#directory), {maximumBytes: maximumSnapshotBytes, keep: this.key});
	}

	/** Its runs were told. Whether the next boot complains as well, only another one shows. */
	async #complainedAtBoot(): Promise<boolean> {
		const text = await readFile(this.bootConsole, 'utf8').catch(() => '');
		return findSplats(text).length > 0;
	}

	/** The console's log of this boot stays beside the snapshot: what a restored guest's log doesn't show. */
	async #bootAndSave(directory: string): Promise<void> {
		// A write that finds the disk full, through a shared mapping, would end QEMU by SIGBUS without a word.
		await requireSpace(dirname(directory), this.#options.hardware.memoryMiB * 2 ** 20);
		const files = snapshotFiles(directory);
		const options = {start: 'boot', disks: {}, directory, signal: this.#options.signal} as const;
		await using instance = await this.#launch(
			options,
			{kind: 'file', path: files.memory, share: true},
			false,
		);
		await saveState(instance, files);
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
