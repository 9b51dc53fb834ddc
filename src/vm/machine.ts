import {fileURLToPath} from 'node:url';
import type {ProgressListener} from '../result/progress.ts';
import {Fingerprints, keyOf} from './fingerprint.ts';
import {hostCpu, qemuVersion} from './host.ts';
import {buildInitramfs} from './initramfs.ts';
import type {Accelerator, Kernel, Machine} from './interfaces.ts';
import {unpackModules} from './modules.ts';
import {type Hardware, kernelCommandLine, qemuArguments} from './qemu.ts';
import {SnapshotMachine} from './snapshot-machine.ts';
import {runStep} from './step.ts';

export interface MachineOptions {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	readonly memoryMiB: number;
	/** Under emulation they share one thread of the host. */
	readonly cpus: number;
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
	readonly signal?: AbortSignal | undefined;
}

const initScript = fileURLToPath(new URL('../../vm/init', import.meta.url));
const initTools = ['sh', 'mount', process.execPath];
/** Where init finds node, wherever it lies on the host. */
const initLinks = {'/usr/bin/node': process.execPath};

/** Counted up when snapshots of before must not be used. */
const snapshotFormat = 1;

/** Packs what the guest starts from. Nothing boots yet. */
export async function prepareMachine(options: MachineOptions): Promise<Machine> {
	const {kernel, accelerator, cache, progress, signal} = options;
	const fingerprints = await Fingerprints.open(cache);
	const pack = async () => {
		const modules = await unpackModules(kernel, options.modules, cache);
		return buildInitramfs({
			files: {...modules.files, ...options.files},
			tools: [...initTools, ...options.tools],
			links: initLinks,
			init: initScript,
			cache,
			fingerprints,
			signal,
		});
	};
	const [initramfs, version, cpu] = await Promise.all([
		runStep(progress, 'initramfs', pack, ({fresh}) => (fresh ? 'packed' : 'cached')),
		qemuVersion(),
		hostCpu(),
	]);
	const image = await fingerprints.of(kernel.image);
	await fingerprints.save();

	const hardware: Hardware = {
		accelerator: accelerator.name,
		memoryMiB: options.memoryMiB,
		cpus: options.cpus,
		icount: options.icount ?? false,
	};
	const commandLine = kernelCommandLine(accelerator.name, options.append);
	// QEMU's arguments with digests in the place of paths: whatever is added to them is in the key from that day on.
	const shape = qemuArguments({
		hardware,
		append: commandLine,
		image,
		initramfs: initramfs.key,
		memory: {kind: 'anonymous'},
		disks: {},
		consolePath: 'console',
		incoming: false,
	});
	const key = keyOf([snapshotFormat, version, cpu, kernel.release, shape]);
	return new SnapshotMachine({
		kernel,
		accelerator,
		hardware,
		initramfs: initramfs.path,
		commandLine,
		key,
		cache,
		progress,
		signal,
	});
}
