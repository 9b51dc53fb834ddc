import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {constants, loadNative} from '../native.ts';
import {type AgentMessage, type ShellRequest, shellRoot, type TerminalSize} from '../result/protocol.ts';
import {diskPath, filesystemOn} from './disks.ts';
import {newMounts, readKernelState} from './kernel-state.ts';
import {hasModule, loadKernelModule} from './modules.ts';
import type {Payload} from './payload.ts';
import {parseMountinfo} from './proc.ts';
import {Terminal} from './terminal.ts';

/** A shell on a terminal of its own in the guest. What it mounts goes with it, so that no case is blamed for it. */
export class Shell {
	readonly #before = readKernelState();
	readonly #terminal: Terminal;

	/** Tells the host what it writes, until it ends. */
	constructor(
		{command, size, term}: ShellRequest,
		payload: Payload | undefined,
		say: (message: AgentMessage) => void,
	) {
		say({type: 'shell-starting'});
		installTools(payload);
		loadFilesystems();
		const shell = ['/usr/bin/bash', '/usr/bin/sh'].find((path) => existsSync(path)) ?? '/bin/sh';
		const interactive = shell.endsWith('bash') ? ['--norc', '--noprofile', '-i'] : ['-i'];
		this.#terminal = new Terminal({
			command: [shell, ...(command === undefined ? interactive : ['-c', command])],
			directory: startDirectory(),
			environment: {
				PATH: '/usr/sbin:/usr/bin',
				HOME: '/root',
				TERM: term,
				PS1: shell.endsWith('bash') ? 'guest:\\w# ' : 'guest:$PWD# ',
				SHELL: shell,
			},
			size,
			onOutput: (bytes) => say({type: 'shell-output', data: bytes.toString('base64')}),
		});
		this.#terminal.ended.then(
			(status) => say({type: 'shell-ended', status}),
			(error) => say({type: 'agent-error', message: `no shell: ${(error as Error).message}`}),
		);
	}

	input(bytes: Buffer): void {
		this.#terminal.input(bytes);
	}

	resize(size: TerminalSize): void {
		this.#terminal.resize(size);
	}

	/** Ends what still runs on it, and takes away what was mounted since it started. */
	async close(): Promise<void> {
		await this.#terminal.close();
		for (const {mountPoint} of newMounts(this.#before, readKernelState()).toReversed())
			loadNative().umount2(mountPoint, constants.MNT_DETACH);
	}
}

/** The tools of a shell come with the payload, after the restore: guests with and without share one snapshot. */
function installTools(payload: Payload | undefined): void {
	for (const path of payload?.paths() ?? []) {
		if (!path.startsWith(shellRoot)) continue;
		const target = path.slice(shellRoot.length);
		if (existsSync(target)) continue;
		mkdirSync(dirname(target), {recursive: true});
		writeFileSync(target, payload?.read(path) ?? '', {mode: 0o755});
	}
}

/** The guest has no modprobe: what a person mounts by hand must be there. */
function loadFilesystems(): void {
	for (const serial of ['scratch', 'second'] as const) {
		const device = diskPath(serial);
		const type = device === undefined ? undefined : filesystemOn(device);
		if (type !== undefined && hasModule(type)) loadKernelModule(type);
	}
}

/** Where a person wants to look: the image that was mounted last. */
function startDirectory(): string {
	const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
	return mounts.findLast(({type}) => type === 'composefs')?.mountPoint ?? '/root';
}
