import profile from '../../vm/machine.json' with {type: 'json'};
import {agentPortName} from '../result/protocol.ts';
import {type AcceleratorName, type Disk, type DiskSerial, diskSerials} from './interfaces.ts';

/** Everything that decides what a guest sees of its hardware. Two guests with equal ones can share a snapshot. */
export interface Hardware {
	readonly accelerator: AcceleratorName;
	readonly memoryMiB: number;
	readonly cpus: number;
	/** One instruction is one nanosecond of guest clock. Emulation only. */
	readonly icount: boolean;
}

/** Where guest memory lies. Only the guest that a snapshot is made of writes to its file. */
export type GuestMemory =
	| {readonly kind: 'anonymous'}
	| {readonly kind: 'file'; readonly path: string; readonly share: boolean};

/** Where the console's text goes: a file, or our end of a pipe that QEMU inherits as this descriptor. */
export interface QemuOptions {
	readonly hardware: Hardware;
	readonly image: string;
	readonly initramfs: string;
	readonly append: string;
	readonly memory: GuestMemory;
	readonly disks: Partial<Record<DiskSerial, Disk>>;
	readonly consolePath: string;
	/** Start by loading the state of another guest; see QMP `migrate-incoming`. */
	readonly incoming: boolean;
}

/** Descriptors that QEMU inherits: connected sockets, so that there are no socket files to name, race for or clean up. */
export const inheritedDescriptors = {agent: 3, monitor: 4} as const;

const emptyDiskBytes = 1024 * 1024;

/** The command line of QEMU, without the program. Pure: the same options give the same arguments. */
export function qemuArguments(options: QemuOptions): string[] {
	const {hardware, memory} = options;
	return [
		'-no-user-config',
		'-nodefaults',
		...['-display', 'none'],
		'-no-reboot',
		...['-machine', `${profile.machine},memory-backend=ram`],
		...acceleratorArguments(hardware),
		...['-cpu', profile.cpu[hardware.accelerator]],
		...['-smp', String(hardware.cpus)],
		...['-m', `${hardware.memoryMiB}M`],
		...['-object', memoryObject(memory, hardware.memoryMiB)],
		...['-kernel', options.image],
		...['-initrd', options.initramfs],
		...['-append', options.append],
		...['-chardev', keyed('file', {id: 'console', path: options.consolePath})],
		...['-serial', 'chardev:console'],
		...benchDevices(options.disks),
		...(options.incoming ? ['-incoming', 'defer'] : []),
	];
}

/** What the bench adds to a machine, whoever builds the rest: the monitor, the agent's port, the disks. */
export function benchDevices(disks: QemuOptions['disks']): string[] {
	return [
		...['-chardev', keyed('socket', {id: 'monitor', fd: inheritedDescriptors.monitor})],
		...['-mon', 'chardev=monitor,mode=control'],
		...['-device', 'virtio-serial-pci'],
		...['-chardev', keyed('socket', {id: 'agent', fd: inheritedDescriptors.agent})],
		...['-device', keyed('virtserialport', {chardev: 'agent', name: agentPortName})],
		...diskSerials.flatMap((serial) => diskArguments(serial, disks[serial])),
	];
}

/** What chooses the accelerator. */
export function acceleratorArguments({
	accelerator,
	icount,
}: Pick<Hardware, 'accelerator' | 'icount'>): string[] {
	if (accelerator === 'kvm') return ['-accel', 'kvm'];
	// One host thread for all CPUs: with thread=multi the kernel's own text patching races in QEMU 7.2 and oopses.
	const tcg = ['-accel', 'tcg,thread=single'];
	return icount ? [...tcg, '-icount', 'shift=0,sleep=off'] : tcg;
}

/** The kernel's command line: what every guest gets, what emulation needs, what the caller adds. */
export function kernelCommandLine(accelerator: AcceleratorName, extra = ''): string {
	return [...profile.append.always, ...profile.append[accelerator], extra.trim()].filter(Boolean).join(' ');
}

function memoryObject(memory: GuestMemory, memoryMiB: number): string {
	const size = `${memoryMiB}M`;
	if (memory.kind === 'anonymous') return keyed('memory-backend-ram', {id: 'ram', size});
	const share = memory.share ? 'on' : 'off';
	return keyed('memory-backend-file', {id: 'ram', size, 'mem-path': memory.path, share});
}

/** A disk that isn't given reads as zeros and swallows writes: the list of devices must be that of the snapshot. */
function diskArguments(serial: DiskSerial, disk: Disk | undefined): string[] {
	const device = ['-device', keyed('virtio-blk-pci', {drive: serial, serial})];
	if (disk === undefined) {
		const empty = {'node-name': serial, driver: 'null-co', size: emptyDiskBytes, 'read-zeroes': 'on'};
		return ['-blockdev', keyed('', empty), ...device];
	}
	// Nothing on a disk outlives a crash of the host, so no write waits for the host's own disk.
	const drive = {
		if: 'none',
		id: serial,
		file: disk.path,
		format: 'raw',
		cache: 'unsafe',
		discard: 'unmap',
		snapshot: disk.writes === 'keep' ? 'off' : 'on',
	};
	return ['-drive', keyed('', drive), ...device];
}

/** `first,key=value,...` with commas in values doubled, as QEMU's option parser wants them. */
function keyed(first: string, values: Readonly<Record<string, string | number>>): string {
	const pairs = Object.entries(values).map(([key, value]) => `${key}=${String(value).replaceAll(',', ',,')}`);
	return [...(first ? [first] : []), ...pairs].join(',');
}
