import {copyFile, link, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import {isCode} from './cache.ts';
import {hostCpu, qemuVersion} from './host.ts';
import {type LaunchedInstance, launch} from './instance.ts';
import type {Accelerator, DiskSerial, InstanceOptions} from './interfaces.ts';
import {type Hardware, qemuArguments} from './qemu.ts';
import {loadWhole, saveWhole} from './snapshot.ts';
import {needTool} from './tool.ts';

/** What a guest was started of: enough to start another one that can take its place. */
export interface GuestRecipe {
	readonly accelerator: Accelerator;
	readonly hardware: Hardware;
	/** The kernel's whole command line. */
	readonly commandLine: string;
	/** Absolute paths. */
	readonly image: string;
	readonly initramfs: string;
	readonly disks: InstanceOptions['disks'];
}

/** kept.json, beside the guest's files. */
interface Kept extends Pick<GuestRecipe, 'accelerator' | 'hardware' | 'commandLine'> {
	readonly format: number;
	readonly qemu: string;
	readonly cpu: string;
	readonly disks: readonly DiskSerial[];
	/** Absent where the guest was gone when it was kept: its disks are all there is. */
	readonly hasMemory: boolean;
}

const keptFormat = 1;
/** For KVM; multiplied with the accelerator's timeScale. Memory is unpacked and read before the guest runs. */
const startDeadlineMs = 30_000;

const file = {
	kept: 'kept.json',
	memory: 'memory.gz',
	image: 'vmlinuz',
	initramfs: 'initramfs.cpio.gz',
	disk: (serial: DiskSerial) => `${serial}.img`,
} as const;

/**
 * Keeps a guest in a directory as it stands: its memory where it lives, its disks, and what it was started of. It stands
 * still meanwhile and then goes on. Disks that the guest writes to are copied, the others are linked.
 */
export async function keepGuest(
	instance: LaunchedInstance,
	recipe: GuestRecipe,
	directory: string,
	isAlive: boolean,
): Promise<void> {
	const {accelerator, hardware, commandLine, image, initramfs, disks} = recipe;
	const at = (name: string) => join(directory, name);
	await mkdir(directory, {recursive: true});
	if (isAlive) await saveWhole(instance.monitor, at(file.memory));
	const given = Object.entries(disks) as [DiskSerial, NonNullable<(typeof disks)[DiskSerial]>][];
	for (const [serial, {path, writes}] of given) {
		if (writes === 'keep') await copyDisk(path, at(file.disk(serial)));
		else await linkOrCopy(path, at(file.disk(serial)));
	}
	if (isAlive) await instance.monitor.execute('cont');

	await linkOrCopy(image, at(file.image));
	await linkOrCopy(initramfs, at(file.initramfs));
	const kept: Kept = {
		format: keptFormat,
		qemu: await qemuVersion(),
		cpu: await hostCpu(),
		accelerator,
		hardware,
		commandLine,
		disks: given.map(([serial]) => serial),
		hasMemory: isAlive,
	};
	await writeFile(at(file.kept), `${JSON.stringify(kept, null, '\t')}\n`);
}

/** A disk of one guest's own, made of another. Holes stay holes, and blocks are shared where the filesystem can. */
export async function copyDisk(from: string, to: string): Promise<void> {
	await needTool('cp', ['--reflink=auto', '--sparse=always', '--', from, to]);
}

export interface RestoredGuest {
	readonly instance: LaunchedInstance;
	/** The guest goes on where it stood; else it has booted anew, on the disks that it left. */
	readonly goesOn: boolean;
	readonly accelerator: Accelerator;
}

/** Starts a kept guest again. What it writes is dropped at its end, so that it can be started as often as one likes. */
export async function restoreKept(
	directory: string,
	signal: AbortSignal,
): Promise<RestoredGuest & AsyncDisposable> {
	const kept = await readKept(directory);
	const {accelerator, hardware, commandLine, hasMemory} = kept;
	const at = (name: string) => join(directory, name);
	const work = await mkdtemp(at('shell-'));
	const consolePath = join(work, 'console.log');
	const removeWork = () => rm(work, {recursive: true, force: true});
	try {
		const instance = await launch({
			args: qemuArguments({
				hardware,
				image: at(file.image),
				initramfs: at(file.initramfs),
				append: commandLine,
				memory: {kind: 'anonymous'},
				disks: Object.fromEntries(kept.disks.map((serial) => [serial, {path: at(file.disk(serial))}])),
				consolePath,
				incoming: hasMemory,
			}),
			directory: work,
			consolePath,
			deadlineMs: startDeadlineMs * accelerator.timeScale,
			seed: 'composefs-bench',
			...(hasMemory && {prepare: (monitor) => loadWhole(monitor, at(file.memory))}),
			signal,
		});
		const close = async () => {
			await instance.close();
			await removeWork();
		};
		return {instance, goesOn: hasMemory, accelerator, [Symbol.asyncDispose]: close};
	} catch (error) {
		await removeWork();
		throw error;
	}
}

async function readKept(directory: string): Promise<Kept> {
	const path = join(directory, file.kept);
	let kept: Kept;
	try {
		kept = JSON.parse(await readFile(path, 'utf8'));
	} catch (cause) {
		throw new UsageError(`${directory} holds no kept guest: ${(cause as Error).message}`, {
			cause,
			remedy: 'run --keep prints the directory of each guest that it keeps, runs/RUN/kept/SUITE/CASE',
		});
	}
	const [qemu, cpu] = await Promise.all([qemuVersion(), hostCpu()]);
	const differs = (what: string, then: string, now: string) =>
		new InfraError(`${directory} was kept with ${what} ${then}, this is ${now}`, {
			remedy: 'a guest goes on only where it was kept; its disks can be looked at anywhere',
		});
	if (kept.format !== keptFormat) throw differs('format', String(kept.format), String(keptFormat));
	if (kept.hasMemory && kept.qemu !== qemu) throw differs('', kept.qemu, qemu);
	if (kept.hasMemory && kept.cpu !== cpu) throw differs('another CPU:', modelOf(kept.cpu), modelOf(cpu));
	return kept;
}

function modelOf(cpu: string): string {
	return /^model name\s*: (.*)$/m.exec(cpu)?.[1] ?? 'one without a name';
}

async function linkOrCopy(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch (error) {
		if (!isCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'EEXIST')) throw error;
		if (!isCode(error, 'EEXIST')) await copyFile(from, to);
	}
}
