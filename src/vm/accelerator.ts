import {constants} from 'node:fs';
import {access, mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {release} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {InfraError} from '../errors.ts';
import {spawnGuarded} from './child.ts';
import {Fingerprints, keyOf} from './fingerprint.ts';
import {hostCpu, qemuVersion} from './host.ts';
import {buildInitramfs} from './initramfs.ts';
import {consoleTail, describeExit, qemuProgram} from './instance.ts';
import type {Accelerator, AcceleratorName, Kernel} from './interfaces.ts';
import {inheritedDescriptors, kernelCommandLine, qemuArguments} from './qemu.ts';
import {QmpClient} from './qmp.ts';

export type AcceleratorWish = 'auto' | AcceleratorName;

export interface AcceleratorOptions {
	readonly cache: string;
	/** What the probing guest boots. */
	readonly kernel: Kernel;
	readonly signal?: AbortSignal | undefined;
}

/** What a probe found. `works: false` carries why, and what QEMU or the guest said. */
export type Probe =
	| {readonly works: true; readonly ms: number}
	| {readonly works: false; readonly why: string; readonly evidence: string};

/**
 * What deadlines are multiplied with. Under emulation (QEMU 7.2 on a 2.6 GHz EPYC) 3,000 small files written, read and
 * removed by node took 12 times as long as on the host, SHA-256 of 8 MiB 17 times, a boot about 6 times as long as under KVM.
 */
const timeScales: Readonly<Record<AcceleratorName, number>> = {kvm: 1, tcg: 12};

const device = '/dev/kvm';
/** On KVM; elsewhere multiplied as all deadlines are. */
const probeDeadlineMs = 10_000;
const probeMemoryMiB = 256;
const probeInit = fileURLToPath(new URL('../../vm/probe-init', import.meta.url));
const marker = 'cfsbench: alive';

/**
 * Chooses what runs the guests. KVM is believed only after a guest's user space ran on it: there are machines
 * whose /dev/kvm opens and whose guests die or hang in their first instructions. What was found is remembered for this
 * boot of this machine.
 */
export async function chooseAccelerator(
	wish: AcceleratorWish,
	options: AcceleratorOptions,
): Promise<Accelerator> {
	if (wish === 'tcg') return accelerator('tcg', 'emulation, as asked for');

	const absent = await access(device, constants.R_OK | constants.W_OK).then(
		() => undefined,
		(error: NodeJS.ErrnoException) =>
			error.code === 'ENOENT' ? 'does not exist' : `can't be opened (${error.code})`,
	);
	if (absent && wish === 'auto') return accelerator('tcg', `emulation, because ${device} ${absent}`);
	if (absent)
		throw new InfraError(`KVM was asked for, but ${device} ${absent}`, {
			remedy: 'Use --accel tcg, or enable virtualization and add yourself to the group kvm.',
		});

	const probe = await rememberedProbe(wish, options);
	if (probe.works)
		return accelerator('kvm', `KVM, because a guest booted on it in ${Math.round(probe.ms)} ms`);
	if (wish === 'auto') return accelerator('tcg', `emulation, because a guest on KVM ${probe.why}`);
	throw new InfraError(`KVM was asked for, but a guest on it ${probe.why}`, {
		detail: probe.evidence,
		remedy: 'Use --accel tcg.',
	});
}

function accelerator(name: AcceleratorName, reason: string): Accelerator {
	return {name, reason, timeScale: timeScales[name]};
}

/** A failure is remembered for `auto` only: who asks for KVM by name gets a fresh look and fresh evidence. */
async function rememberedProbe(wish: AcceleratorWish, options: AcceleratorOptions): Promise<Probe> {
	const path = join(options.cache, `accelerator-${await machineKey()}.json`);
	const known = await readFile(path, 'utf8').then(
		(text) => JSON.parse(text) as Probe,
		() => undefined,
	);
	if (known && (known.works || wish === 'auto')) return known;

	const probe = await probeAccelerator('kvm', options);
	const temporary = `${path}.new-${process.pid}`;
	await writeFile(temporary, `${JSON.stringify(probe, null, '\t')}\n`);
	await rename(temporary, path);
	return probe;
}

/** A host's virtualization may change when it boots: its own firmware's settings, or those of the host below it. */
async function machineKey(): Promise<string> {
	const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
	return keyOf([boot, await hostCpu(), release(), await qemuVersion()]).slice(0, 16);
}

/** Boots the kernel with nothing but a shell that prints a line. */
export async function probeAccelerator(name: AcceleratorName, options: AcceleratorOptions): Promise<Probe> {
	const {cache, kernel, signal} = options;
	signal?.throwIfAborted();
	const fingerprints = await Fingerprints.open(cache);
	const initramfs = await buildInitramfs({files: {}, tools: ['sh'], init: probeInit, cache, fingerprints});
	await fingerprints.save();

	await mkdir(cache, {recursive: true});
	const directory = await mkdtemp(join(cache, 'probe-'));
	try {
		const consolePath = join(directory, 'console.log');
		const args = qemuArguments({
			hardware: {accelerator: name, memoryMiB: probeMemoryMiB, cpus: 1, icount: false},
			image: kernel.image,
			initramfs: initramfs.path,
			append: kernelCommandLine(name),
			memory: {kind: 'anonymous'},
			disks: {},
			consolePath,
			incoming: false,
		});
		return await watchProbe(args, consolePath, probeDeadlineMs * timeScales[name], signal);
	} finally {
		await rm(directory, {recursive: true, force: true});
	}
}

async function watchProbe(
	args: readonly string[],
	consolePath: string,
	deadlineMs: number,
	signal?: AbortSignal,
): Promise<Probe> {
	const started = performance.now();
	const child = spawnGuarded(qemuProgram, args, {sockets: 2});
	const monitor = new QmpClient(child.socket(inheritedDescriptors.monitor));
	let timer: NodeJS.Timeout | undefined;
	// QEMU doesn't end at a KVM internal error: it stops the guest and waits for somebody to look.
	const stopped = new Promise<string>((resolve) => {
		monitor.onEvent(({event}) => event === 'STOP' && resolve('was stopped by an internal error of KVM'));
	});
	const late = new Promise<string>((resolve) => {
		timer = setTimeout(() => resolve(`did not come up within ${deadlineMs} ms`), deadlineMs);
	});
	const abort = () => child.kill();
	signal?.addEventListener('abort', abort, {once: true});
	monitor.negotiate().catch(() => undefined); // without it no events; if it fails, QEMU's exit tells

	const ended = child.exited.then((exit) => `ended before its user space ran (${describeExit(exit)})`);
	const why = await Promise.race([stopped, late, ended]);
	const ms = performance.now() - started;
	clearTimeout(timer);
	child.kill();
	const {stderr} = await child.exited;
	signal?.removeEventListener('abort', abort);
	signal?.throwIfAborted();

	const console = await consoleTail(consolePath);
	if (console.includes(marker)) return {works: true, ms};
	return {works: false, why, evidence: [stderr.trim(), console].filter(Boolean).join('\n')};
}
