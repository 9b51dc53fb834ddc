import profile from '../../../vm/machine.json' with {type: 'json'};
import type {Disk, DiskSerial} from '../interfaces.ts';
import {acceleratorArguments, benchDevices, type Hardware, kernelCommandLine} from '../qemu.ts';

export interface VngOptions {
	readonly hardware: Omit<Hardware, 'icount'>;
	readonly image: string;
	/** Where the kernel needs one to come to its root. */
	readonly initramfs?: string | undefined;
	/** Added to the kernel's command line. */
	readonly append?: string | undefined;
	readonly disks: Partial<Record<DiskSerial, Disk>>;
	/** What runs in the guest once virtme-ng's init is done: a program and its arguments. */
	readonly command: readonly string[];
}

/**
 * The arguments of virtme-run, which builds the command line of QEMU: host root as guest root, our accelerator, monitor,
 * port and disks. Pure: the same options give the same arguments.
 */
export function vngArguments({hardware, image, initramfs, append, disks, command}: VngOptions): string[] {
	const {accelerator, memoryMiB, cpus} = hardware;
	// virtme-ng says "quiet loglevel=1" before these; all but debug messages are evidence.
	const words = ['loglevel=7', ...kernelWords(kernelCommandLine(accelerator, append))];
	return [
		...['--root', '/'],
		...['--kimg', image],
		// The agent loads those that cases ask for; what the root is mounted with is built in.
		...['--mods', 'none'],
		...['--memory', `${memoryMiB}M`],
		...['--cpus', String(cpus)],
		// A microvm has no PCI bus, which our devices are on.
		'--disable-microvm',
		...(accelerator === 'kvm' ? [] : ['--disable-kvm']),
		// Releases come with and without the other init, which is compiled.
		'--no-virtme-ng-init',
		'--show-boot-console',
		...words.flatMap((word) => ['--kopt', word]),
		...['--script-sh', `exec ${command.map(shellQuoted).join(' ')}`],
		// It takes all that follows.
		'--qemu-opts',
		...(accelerator === 'kvm' ? [] : acceleratorArguments({accelerator, icount: false})),
		...(accelerator === 'kvm' ? [] : ['-cpu', profile.cpu[accelerator]]),
		...(initramfs === undefined ? [] : ['-initrd', initramfs]),
		...benchDevices(disks),
	];
}

/** The words of a kernel's command line, without the quotes that hold a word's blanks: virtme-ng sets them again. */
export function kernelWords(commandLine: string): string[] {
	const words = commandLine.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
	return words.map((word) => word.replaceAll('"', ''));
}

function shellQuoted(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
