import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {InfraError} from '../errors.ts';
import {qemuProgram} from './instance.ts';

const run = promisify(execFile);

/** What QEMU says of itself, with the distribution's package version. */
export async function qemuVersion(): Promise<string> {
	try {
		const {stdout} = await run(qemuProgram, ['--version']);
		return stdout.split('\n')[0] ?? '';
	} catch (cause) {
		throw new InfraError(`${qemuProgram} can't be run`, {
			cause,
			detail: String(cause),
			remedy: 'Install it: sudo apt-get install qemu-system-x86 (or run `npm run doctor`).',
		});
	}
}

/**
 * What a guest's CPU is made of. Under KVM it is the host's, and a snapshot of another CPU hangs without a word; under
 * emulation the guest still reads the host's time-stamp counter, whose pace belongs to the CPU.
 */
export async function hostCpu(): Promise<string> {
	const text = await readFile('/proc/cpuinfo', 'utf8');
	const wanted = ['vendor_id', 'cpu family', 'model', 'model name', 'stepping', 'microcode', 'flags'];
	const first = text.split('\n\n')[0] ?? '';
	return first
		.split('\n')
		.filter((line) => wanted.includes(line.split(':')[0]?.trim() ?? ''))
		.join('\n');
}
