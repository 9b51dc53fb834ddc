/** An architecture that the kernel is built for with the driver in it, and run. */
export interface Target {
	readonly name: 'i386' | 's390x';
	/** What it is here for. */
	readonly title: string;
	/** As the kernel's Makefile calls it. */
	readonly arch: string;
	/** What the names of a foreign compiler and its tools begin with. */
	readonly cross?: string;
	/** Of vm/portability. */
	readonly fragments: readonly string[];
	/** The bootable image, in the folder of objects. */
	readonly image: string;
	/** What the first process is compiled with. */
	readonly cflags: readonly string[];
	readonly qemu: string;
	/** Arguments that connect the kernel's console to the character device `console`. */
	readonly console: readonly string[];
	readonly append: string;
	/** QEMU's name of a virtio disk. */
	readonly disk: string;
}

export const targets: readonly Target[] = [
	{
		name: 'i386',
		title: 'i386, 32 bits',
		arch: 'i386',
		fragments: ['common', 'x86', 'i386'],
		image: 'arch/x86/boot/bzImage',
		cflags: ['-m32'],
		qemu: 'qemu-system-i386',
		console: ['-serial', 'chardev:console'],
		append: 'console=ttyS0',
		disk: 'virtio-blk-pci',
	},
	{
		name: 's390x',
		title: 's390x, big-endian',
		arch: 's390',
		cross: 's390x-linux-gnu-',
		fragments: ['common', 's390x'],
		image: 'arch/s390/boot/bzImage',
		cflags: [],
		qemu: 'qemu-system-s390x',
		console: ['-device', 'sclpconsole,chardev=console'],
		append: 'console=ttysclp0',
		disk: 'virtio-blk-ccw',
	},
];
