import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {type AgentMessage, type ShellRequest, shellRoot} from '../result/protocol.ts';
import type {Payload} from './payload.ts';
import {parseMountinfo} from './proc.ts';
import {Terminal} from './terminal.ts';

/** Starts a shell on a terminal and tells the host what it writes, until it ends. */
export function openShell(
	{command, size, term}: ShellRequest,
	payload: Payload | undefined,
	say: (message: AgentMessage) => void,
): Terminal {
	installTools(payload);
	const shell = ['/usr/bin/bash', '/usr/bin/sh'].find((path) => existsSync(path)) ?? '/bin/sh';
	const interactive = shell.endsWith('bash') ? ['--norc', '--noprofile', '-i'] : ['-i'];
	const terminal = new Terminal({
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
	terminal.ended.then(
		(status) => say({type: 'shell-ended', status}),
		(error) => say({type: 'agent-error', message: `no shell: ${(error as Error).message}`}),
	);
	return terminal;
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

/** Where a person wants to look: the image that was mounted last. */
function startDirectory(): string {
	const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
	return mounts.findLast(({type}) => type === 'composefs')?.mountPoint ?? '/root';
}
