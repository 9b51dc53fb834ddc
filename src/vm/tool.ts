import {execa} from 'execa';
import {InfraError} from '../errors.ts';

export interface ToolOptions {
	readonly cwd?: string;
	/** Changes to our own environment; undefined removes. */
	readonly env?: Record<string, string | undefined>;
	readonly signal?: AbortSignal | undefined;
	/** Called for each line of standard output as it comes. */
	readonly onLine?: (line: string) => void;
}

export interface ToolResult {
	readonly exitCode: number;
	readonly stdout: string;
	/** Standard output and standard error, interleaved as they came. */
	readonly all: string;
}

/**
 * Runs a program to its end, whatever its exit code. It speaks English, reads nothing, and dies with us or with the
 * signal; then the signal's reason is thrown. A program that can't be started is an InfraError.
 */
export async function runTool(
	file: string,
	args: readonly string[],
	options: ToolOptions = {},
): Promise<ToolResult> {
	const {cwd, env, signal, onLine} = options;
	signal?.throwIfAborted();
	const child = execa(file, args, {
		...(cwd === undefined ? {} : {cwd}),
		...(signal === undefined ? {} : {cancelSignal: signal}),
		env: {LC_ALL: 'C.UTF-8', ...env},
		stdin: 'ignore',
		all: true,
		reject: false,
		maxBuffer: 64 * 1024 * 1024,
	});
	if (onLine !== undefined) for await (const line of child) onLine(String(line));

	const result = await child;
	signal?.throwIfAborted();
	if (result.exitCode === undefined) {
		const why =
			result.signal === undefined
				? (result.originalMessage ?? 'unknown reason')
				: `killed by ${result.signal}`;
		throw new InfraError(`Could not run ${file}: ${why}`);
	}
	return {exitCode: result.exitCode, stdout: result.stdout, all: result.all};
}

/** Runs a program that must succeed. */
export async function needTool(
	file: string,
	args: readonly string[],
	options: ToolOptions = {},
): Promise<string> {
	const {exitCode, stdout, all} = await runTool(file, args, options);
	if (exitCode !== 0) {
		throwIfNoSpace(all);
		throw new InfraError(`${file} failed with exit code ${exitCode}`, {detail: lastLines(all)});
	}
	return stdout;
}

/** What a program says of a full disk becomes the error that Node's own writing gives there. */
export function throwIfNoSpace(output: string): void {
	if (!/No space left on device|Disk quota exceeded/.test(output)) return;
	throw Object.assign(new Error('ENOSPC: no space left on device'), {code: 'ENOSPC'});
}

export function lastLines(text: string, count = 12): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}
