import test from 'ava';
import {kernelCommandLine, type QemuOptions, qemuArguments} from '../../../src/vm/qemu.ts';

const options: QemuOptions = {
	hardware: {accelerator: 'tcg', memoryMiB: 512, cpus: 1, icount: false},
	image: '/boot/vmlinuz',
	initramfs: '/cache/initramfs.cpio',
	append: 'console=ttyS0',
	memory: {kind: 'anonymous'},
	disks: {},
	consolePath: '/run/console.log',
	incoming: false,
};

/** The values of an option that may be given more than once. */
function values(args: readonly string[], option: string): string[] {
	return args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ''] : []));
}

test('the devices are the same whatever lies on the disks, cold or restored', (t) => {
	const cold = qemuArguments(options);
	const restored = qemuArguments({
		...options,
		memory: {kind: 'file', path: '/cache/memory', share: false},
		disks: {payload: {path: '/run/payload.img'}, store: {path: '/cache/store.img', writes: 'keep'}},
		incoming: true,
	});

	t.deepEqual(values(restored, '-device'), values(cold, '-device'));
	t.is(values(cold, '-device').filter((device) => device.startsWith('virtio-blk')).length, 4);
	t.deepEqual(values(restored, '-incoming'), ['defer']);
	t.deepEqual(values(cold, '-incoming'), []);
});

test('writes to a disk are dropped unless they shall be kept', (t) => {
	const args = qemuArguments({
		...options,
		disks: {
			scratch: {path: '/a.img'},
			second: {path: '/b.img', writes: 'discard'},
			store: {path: '/c.img', writes: 'keep'},
		},
	});
	const drives = values(args, '-drive');
	t.regex(drives[0] ?? '', /id=scratch,.*snapshot=on/);
	t.regex(drives[1] ?? '', /id=second,.*snapshot=on/);
	t.regex(drives[2] ?? '', /id=store,.*snapshot=off/);
});

test('commas in paths are doubled, other characters stay', (t) => {
	const args = qemuArguments({
		...options,
		consolePath: '/runs/a,b c/console.log',
		memory: {kind: 'file', path: '/x,y/memory', share: true},
		disks: {payload: {path: '/p,q.img'}},
	});
	t.true(args.includes('file,id=console,path=/runs/a,,b c/console.log'));
	t.true(args.includes('memory-backend-file,id=ram,size=512M,mem-path=/x,,y/memory,share=on'));
	t.regex(values(args, '-drive')[0] ?? '', /file=\/p,,q\.img,/);
});

test('emulation runs on one thread, and counts instructions when asked', (t) => {
	t.deepEqual(values(qemuArguments(options), '-accel'), ['tcg,thread=single']);
	t.deepEqual(values(qemuArguments(options), '-icount'), []);
	const counted = qemuArguments({...options, hardware: {...options.hardware, icount: true}});
	t.deepEqual(values(counted, '-icount'), ['shift=0,sleep=off']);
});

test('a CPU model that emulation gets wrong libraries and slow hashes from is not offered', (t) => {
	// SSSE3 alone selects sha256_ssse3 in newer kernels; SSE4.2 without SSSE3 selects broken string functions in glibc.
	const [cpu] = values(qemuArguments(options), '-cpu');
	t.regex(cpu ?? '', /^qemu64,/);
	const kvm = qemuArguments({...options, hardware: {...options.hardware, accelerator: 'kvm'}});
	t.regex(values(kvm, '-cpu')[0] ?? '', /^host/);
});

test('the kernel ends at an oops, and what the caller adds comes last', (t) => {
	const line = kernelCommandLine('tcg', ' panic_on_warn=1 ').split(' ');
	t.true(line.includes('oops=panic'));
	t.true(line.includes('panic=-1'));
	t.is(line.at(-1), 'panic_on_warn=1');
	t.false(kernelCommandLine('kvm').includes('  '));
});
