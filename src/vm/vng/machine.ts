import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {touch} from '../cache.ts';
import {keyOf} from '../fingerprint.ts';
import {bootOnTime} from '../guest-clock.ts';
import {GuestStartError, launch} from '../instance.ts';
import type {
	Accelerator,
	Disk,
	DiskSerial,
	Instance,
	InstanceExit,
	InstanceOptions,
	Kernel,
	Machine,
} from '../interfaces.ts';
import {unpackModules} from '../modules.ts';
import {needProgram} from '../program.ts';
import {vngArguments} from './arguments.ts';
import {needVng, type Vng} from './find.ts';
import type {StoreVngOptions} from './packages.ts';
import {readOnlyArguments, writableFile, writableFolder} from './read-only.ts';
import {rootInitramfs} from './root.ts';

export interface VngMachineOptions extends StoreVngOptions {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly memoryMiB: number;
	readonly cpus: number;
	/** Host paths. */
	readonly agent: string;
	readonly addon: string;
	/** Kernel modules that cases may load. */
	readonly modules: readonly string[];
	/** Added to the kernel's command line. */
	readonly append?: string | undefined;
}

/** For KVM. The init of virtme-ng does what a distribution's does: modules, tmpfiles, udev. */
const bootDeadlineMs = 30_000;

/** What virtme-run ends with when the guest went down instead of telling how its script ended. */
const wentDownStatus = 255;

/** What a kernel says that finds no root, and vm/vng-root. */
const rootless = /VFS: (?:Cannot open root device|Unable to mount root fs)|cfsbench: no root on virtiofs/;

const isRoot = process.getuid?.() === 0;
const guestScript = fileURLToPath(new URL('../../../vm/vng-init', import.meta.url));

/** Finds virtme-ng and what its guests need. Nothing boots yet. */
export async function prepareVngMachine(options: VngMachineOptions): Promise<Machine> {
	const {kernel, cache} = options;
	const initramfs = await rootInitramfs(kernel, {...options, isRoot});
	const [vng, {directory}] = await Promise.all([
		needVng(options),
		unpackModules(kernel, options.modules, cache),
		needProgram('unshare'),
	]);
	return new VngMachine(options, {vng, initramfs, modules: directory});
}

interface Parts {
	readonly vng: Vng;
	readonly initramfs: string | undefined;
	/** The host's folder of modules that cases may load. */
	readonly modules: string;
}

/** Starts guests through virtme-ng, from cold: their root is a daemon of the host, which no snapshot holds. */
class VngMachine implements Machine {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly key: string;
	readonly #options: VngMachineOptions;
	readonly #parts: Parts;

	constructor(options: VngMachineOptions, parts: Parts) {
		const {kernel, accelerator, memoryMiB, cpus, append} = options;
		this.kernel = kernel;
		this.accelerator = accelerator;
		this.key = keyOf(['vng', parts.vng.version, kernel.release, memoryMiB, cpus, append ?? '']);
		this.#options = options;
		this.#parts = parts;
	}

	async start(options: InstanceOptions): Promise<Instance> {
		if (options.start === 'restore')
			throw new TypeError("Expected start 'boot': virtme-ng's guests have no snapshots");
		const {initramfs, modules} = this.#parts;
		await Promise.all([modules, ...(initramfs === undefined ? [] : [initramfs])].map(touch));
		try {
			return await this.#boot(options);
		} catch (error) {
			// virtme-run waits three seconds for the daemon, which a busy system may not start so soon, and goes on without.
			if (!(error instanceof GuestStartError && rootless.test(error.detail ?? ''))) throw error;
			return this.#boot(options);
		}
	}

	async #boot({disks, directory, seed, signal}: InstanceOptions): Promise<Instance> {
		const {accelerator, agent, addon, memoryMiB, cpus, append} = this.#options;
		const {vng, initramfs, modules} = this.#parts;
		const keep = Object.entries(disks).filter(([, {writes}]) => writes === 'keep');
		const args = vngArguments({
			hardware: {accelerator: accelerator.name, memoryMiB, cpus},
			image: this.kernel.image,
			initramfs,
			append,
			disks: withWritable(disks),
			command: ['sh', guestScript, process.execPath, agent, addon, modules],
		});
		const variables = {
			...vng.environment,
			TMPDIR: writableFolder,
			PATH: [...vng.path, process.env.PATH].join(':'),
		};
		const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
		const command = ['env', ...set, ...vng.command, ...args];
		const files = Object.fromEntries(keep.map(([serial, disk]) => [serial, disk.path]));
		const instance = await (accelerator.name === 'tcg' ? bootOnTime : launch)({
			program: 'unshare',
			args: readOnlyArguments({folder: directory, files, command}, isRoot),
			directory,
			consolePath: join(directory, 'console.log'),
			deadlineMs: bootDeadlineMs * accelerator.timeScale,
			seed: seed ?? randomBytes(16).toString('hex'),
			signal,
		});
		return {...instance, exited: exitOfGuest(instance)};
	}
}

/** Disks whose writes are kept lie where those may go. */
function withWritable(disks: InstanceOptions['disks']): Partial<Record<DiskSerial, Disk>> {
	const placed = Object.entries(disks).map(([serial, disk]) => [
		serial,
		disk.writes === 'keep' ? {...disk, path: writableFile(serial)} : disk,
	]);
	return Object.fromEntries(placed);
}

/** virtme-run ends with the same status whether the guest went down or QEMU was killed; QEMU itself says which. */
function exitOfGuest(instance: Instance): Promise<InstanceExit> {
	let wentDown = false;
	instance.onQmpEvent((name) => {
		wentDown ||= name === 'SHUTDOWN';
	});
	return instance.exited.then((exit) =>
		wentDown && exit.code === wentDownStatus ? {...exit, code: 0} : exit,
	);
}
