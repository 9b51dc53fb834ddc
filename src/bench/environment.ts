import {qemuVersion} from '../vm/host.ts';
import type {Kernel} from '../vm/interfaces.ts';
import type {BenchMachine} from './bench-machine.ts';
import {driverVersion} from './driver-version.ts';
import {toolVersion} from './tool-versions.ts';
import {workloadDigest} from './workload-digest.ts';

/** What figures were measured with. */
export interface Environment {
	readonly kernel: string;
	readonly qemu: string;
	readonly machine: string;
	/** The tree: a shape's name, or what was named and the digest of its image. */
	readonly shape: string;
	readonly node: string;
	/** The last commit of its sources. */
	readonly driver: string;
	/** Digest of the sources of the bench and of its loops. Absent in records from before it was told, as are the others below. */
	readonly workload?: string;
	/** What disks are made with. */
	readonly 'mkfs.erofs'?: string;
	readonly 'mkfs.ext4'?: string;
	/** What the trial `exec` runs. */
	readonly ls?: string;
}

export async function environmentOf(
	kernel: Kernel,
	bench: BenchMachine,
	{root, shape, signal}: {readonly root: string; readonly shape: string; readonly signal: AbortSignal},
): Promise<Environment> {
	return {
		kernel: `${kernel.release} (${kernel.name} ${kernel.version})`,
		qemu: await qemuVersion(),
		machine: bench.description,
		shape,
		node: process.version,
		driver: await driverVersion(root, signal),
		workload: workloadDigest(root),
		'mkfs.erofs': await toolVersion('mkfs.erofs', signal),
		'mkfs.ext4': await toolVersion('mkfs.ext4', signal),
		ls: await toolVersion('ls', signal),
	};
}
