/**
 * What the host knows of a virtual machine. The rest of `src/vm` implements these;
 * `src/host` uses nothing else of it but the functions that make them.
 */

/** A kernel to boot, with the headers that its modules are built against. All paths are absolute. */
export interface Kernel {
	/** What the user asked for, such as `linux-image-6.12-cloud-amd64`. */
	readonly name: string;
	/** Package version, such as `6.12.117-1~deb12u1`. */
	readonly version: string;
	/** `uname -r`, such as `6.12.117+deb12-cloud-amd64`. */
	readonly release: string;
	/** The bootable image (bzImage). */
	readonly image: string;
	/** `.../lib/modules/RELEASE`. */
	readonly modules: string;
	/** The directory to give `make -C`. */
	readonly headers: string;
	/** The kernel's configuration file. */
	readonly config: string;
	/** The root that its modules are built in, where they take another compiler or C library than this system's. */
	readonly toolchain?: string;
}

export type AcceleratorName = 'kvm' | 'tcg';

export interface Accelerator {
	readonly name: AcceleratorName;
	/** Why this one, in a sentence that is printed. */
	readonly reason: string;
	/** What a deadline that is meant for KVM is multiplied with. */
	readonly timeScale: number;
}

/** Every guest has these disks, in this order; the guest finds them by serial number. */
export const diskSerials = ['payload', 'scratch', 'second', 'store'] as const;
export type DiskSerial = (typeof diskSerials)[number];

/** What lies on a disk for one instance. A disk that is not given is an empty one of 1 MiB. */
export interface Disk {
	readonly path: string;
	/** `discard` (the default) drops writes at exit (QEMU's `snapshot=on`); `keep` writes through. */
	readonly writes?: 'discard' | 'keep';
}

export interface InstanceOptions {
	/** `restore` from the machine's snapshot (made first where there is none), or `boot` from cold. */
	readonly start: 'restore' | 'boot';
	readonly disks: Partial<Record<DiskSerial, Disk>>;
	/** An existing directory for this instance's console log; sockets live elsewhere (their paths have a short limit). */
	readonly directory: string;
	/** What the guest draws its random numbers from, told with `hello`. Default: a fresh random one. */
	readonly seed?: string;
	/** Kills the guest, also after it was started. */
	readonly signal?: AbortSignal | undefined;
}

export interface InstanceExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** The last lines QEMU itself wrote to standard error. */
	readonly stderr: string;
}

/** One running guest. Closing it kills QEMU and removes what it left, and may be done twice. */
export interface Instance extends AsyncDisposable {
	readonly id: string;
	/** QEMU's process ID. */
	readonly pid: number;
	/** The whole console, appended to as the guest writes. */
	readonly consolePath: string;
	/** Settles when QEMU is gone, for whatever reason; never rejects. */
	readonly exited: Promise<InstanceExit>;
	/** Milliseconds from the start of QEMU to the running guest's first answer. */
	readonly startMs: number;
	/** Sends one message to the agent, framed. */
	send(message: unknown): void;
	/** Called for each message of the agent. Messages that came before are delivered first. */
	onMessage(listener: (message: unknown) => void): void;
	/** One QMP command, such as `inject-nmi` or `query-status`; rejects after `timeoutMs`. */
	qmp(command: string, args?: object, timeoutMs?: number): Promise<unknown>;
	/** Calls back for each QMP event, such as `STOP`; gives the function that ends it. */
	onQmpEvent(listener: (name: string) => void): () => void;
	/**
	 * Keeps the guest as it stands in a directory, for `restoreKept`: also its memory, where it is alive. It stands still
	 * meanwhile. Absent where the machine can't.
	 */
	keep?(directory: string, isAlive: boolean): Promise<void>;
	close(): Promise<void>;
}

/** A kernel, an initramfs and a set of devices: what instances are started of. */
export interface Machine {
	readonly kernel: Kernel;
	readonly accelerator: Accelerator;
	/** The key of everything the snapshot is made from. */
	readonly key: string;
	/** What the guest of the snapshot said while it booted; absent where there are no snapshots. */
	readonly bootConsole?: string;
	start(options: InstanceOptions): Promise<Instance>;
}
