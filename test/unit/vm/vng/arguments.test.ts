import test from 'ava';
import {kernelWords, type VngOptions, vngArguments} from '../../../../src/vm/vng/arguments.ts';

const options: VngOptions = {
	hardware: {accelerator: 'tcg', memoryMiB: 512, cpus: 1},
	image: '/boot/vmlinuz',
	disks: {},
	command: ['sh', '/bench/vm/vng-init', '/usr/bin/node'],
};

/** The values of an option that may be given more than once. */
function values(args: readonly string[], option: string): string[] {
	return args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ''] : []));
}

test('the guest is the image with the root of the host, one vCPU and the init that is a script', (t) => {
	const args = vngArguments(options);
	t.deepEqual(values(args, '--root'), ['/']);
	t.deepEqual(values(args, '--kimg'), ['/boot/vmlinuz']);
	t.deepEqual(values(args, '--mods'), ['none']);
	t.deepEqual(values(args, '--memory'), ['512M']);
	t.deepEqual(values(args, '--cpus'), ['1']);
	t.true(args.includes('--no-virtme-ng-init'));
	t.false(args.includes('--rw'));
});

test('emulation is asked for as our own guests have it, on one thread and the plain CPU', (t) => {
	const args = vngArguments(options);
	t.true(args.includes('--disable-kvm'));
	t.deepEqual(values(args, '-accel'), ['tcg,thread=single']);
	t.deepEqual(values(args, '-cpu'), ['qemu64,rdrand=on']);
	t.true(values(args, '--kopt').includes('tsc=reliable'));
});

test('KVM is left to virtme-ng, which would not take a second accelerator', (t) => {
	const args = vngArguments({...options, hardware: {...options.hardware, accelerator: 'kvm'}});
	t.false(args.includes('--disable-kvm'));
	t.deepEqual(values(args, '-accel'), []);
	t.deepEqual(values(args, '-cpu'), []);
	t.false(values(args, '--kopt').includes('tsc=reliable'));
	// Without PCI there would be no disks.
	t.true(args.includes('--disable-microvm'));
});

test('the console shows the boot and all but debug messages, and an oops is the end', (t) => {
	const args = vngArguments(options);
	const words = values(args, '--kopt');
	t.true(args.includes('--show-boot-console'));
	t.true(words.includes('loglevel=7'));
	t.true(words.includes('oops=panic'));
	t.true(words.includes('console=ttyS0'));
});

test('what is appended comes last, so that it wins', (t) => {
	const words = values(vngArguments({...options, append: 'loglevel=8 slub_debug=FZ'}), '--kopt');
	t.deepEqual(words.slice(-2), ['loglevel=8', 'slub_debug=FZ']);
});

test('words of a command line keep the blanks that quotes held', (t) => {
	t.deepEqual(kernelWords('a  b=c dyndbg="file super.c +p; file inode.c +p" "d e"=f '), [
		'a',
		'b=c',
		'dyndbg=file super.c +p; file inode.c +p',
		'd e=f',
	]);
	t.deepEqual(kernelWords(''), []);
});

test('monitor, port and disks come after --qemu-opts, which takes the rest', (t) => {
	const args = vngArguments({
		...options,
		disks: {payload: {path: '/p,q.img'}, store: {path: '/run/store', writes: 'keep'}},
	});
	const own = args.slice(args.indexOf('--qemu-opts') + 1);
	t.deepEqual(
		own.filter((arg) => arg.startsWith('--')),
		[],
	);
	t.is(values(own, '-device').filter((device) => device.startsWith('virtio-blk')).length, 4);
	t.regex(values(own, '-device').join('\n'), /^virtserialport,chardev=agent,name=/m);
	t.true(values(own, '-mon').includes('chardev=monitor,mode=control'));
	t.regex(values(own, '-drive')[0] ?? '', /file=\/p,,q\.img,.*snapshot=on/);
	t.regex(values(own, '-drive')[1] ?? '', /file=\/run\/store,.*snapshot=off/);
});

test('an initramfs is given where there is one', (t) => {
	t.deepEqual(values(vngArguments(options), '-initrd'), []);
	t.deepEqual(values(vngArguments({...options, initramfs: '/cache/i.cpio'}), '-initrd'), ['/cache/i.cpio']);
});

test('the command is quoted for the shell that runs it in the guest', (t) => {
	const [script] = values(
		vngArguments({...options, command: ['sh', "/it's here/vng-init", '/n']}),
		'--script-sh',
	);
	t.is(script, "exec sh '/it'\\''s here/vng-init' /n");
});
