import type {ReadStream, WriteStream} from 'node:tty';
import type {ShellRequest, TerminalSize} from '../result/protocol.ts';
import type {GuestSession} from './session.ts';

/** Ctrl-], telnet's escape: ends a shell that doesn't end itself. */
const leaveKey = 0x1d;
/** What stdin's end means to a program on a terminal. */
const endOfFile = Buffer.of(4);
/** Bracketed paste off, cursor shown, colors off: what a program that was cut off may have left. */
const plain = '\u001b[?2004l\u001b[?25h\u001b[0m';

export interface ShellStreams {
	readonly stdin: ReadStream | (NodeJS.ReadStream & {readonly fd: 0});
	readonly stdout: WriteStream | (NodeJS.WriteStream & {readonly fd: 1});
}

/** `left`: by the escape; the shell may still run. */
export type ShellEnd = {readonly kind: 'ended'; readonly status: number} | {readonly kind: 'left'};

/**
 * Connects this terminal with a shell in the guest until it ends or is left. Every key goes to the guest, Ctrl-C too. Where
 * the input is no terminal, its end is the shell's. Rejects when the guest goes away.
 */
export async function runShell(
	session: GuestSession,
	{stdin, stdout}: ShellStreams,
	{command, signal}: {readonly command?: string | undefined; readonly signal: AbortSignal},
): Promise<ShellEnd> {
	const raw = stdin.isTTY === true;
	let leave: () => void = () => {};
	const left = new Promise<ShellEnd>((resolve) => {
		leave = () => resolve({kind: 'left'});
	});
	const request: ShellRequest = {
		size: sizeOf(stdout),
		term: stdout.isTTY ? (process.env.TERM ?? 'dumb') : 'dumb',
		...(command !== undefined && {command}),
	};

	const onInput = (bytes: Buffer) => {
		const at = raw ? bytes.indexOf(leaveKey) : -1;
		if (at !== 0) session.shellInput(at < 0 ? bytes : bytes.subarray(0, at));
		if (at >= 0) leave();
	};
	const onEnd = () => session.shellInput(endOfFile);
	const onResize = () => session.shellResize(sizeOf(stdout));
	const restore = () => {
		if (raw) stdin.setRawMode(false);
	};
	try {
		const ended = session.openShell(request, (bytes) => stdout.write(bytes), signal);
		if (raw) stdin.setRawMode(true);
		process.once('exit', restore);
		// Paused by the shell before this one, it would stay so.
		stdin.on('data', onInput).on('end', onEnd).resume();
		stdout.on('resize', onResize);
		const end = ended.then((status) => ({kind: 'ended', status}) as const);
		end.catch(() => {});
		return await Promise.race([end, left]);
	} finally {
		stdin.off('data', onInput).off('end', onEnd).pause();
		stdout.off('resize', onResize);
		process.off('exit', restore);
		restore();
		if (stdout.isTTY) stdout.write(plain);
	}
}

function sizeOf(stdout: ShellStreams['stdout']): TerminalSize {
	// A terminal that does not know its size says 0.
	return {rows: stdout.rows || 24, columns: stdout.columns || 80};
}
