import {readFile} from 'node:fs/promises';
import {InfraError} from '../../errors.ts';
import type {Kernel} from '../interfaces.ts';
import {lastLines} from '../tool.ts';
import {runBuildTool} from '../toolchain.ts';

export interface Compiler {
	/** The command, such as `x86_64-linux-gnu-gcc-12`. */
	readonly command: string;
	/** The first line of its `--version`. */
	readonly version: string;
}

/**
 * The compiler that the kernel was built with, and that its headers want: another one knows other flags, and plugins
 * or generated constants may not fit. Throws an InfraError that names the package to install where it is absent.
 */
export async function findCompiler(kernel: Kernel, signal?: AbortSignal): Promise<Compiler> {
	const {command, packageName} = await compilerOf(kernel);
	const absent = (options: {cause?: unknown; detail?: string}) =>
		new InfraError(`Kernel ${kernel.release} was built with ${command}, which can't be run here`, {
			...options,
			remedy: `Install it: apt-get install ${packageName}`,
		});
	const found = await runBuildTool(kernel, command, ['--version'], {signal}).catch((error: unknown) => {
		signal?.throwIfAborted();
		throw kernel.toolchain === undefined ? absent({cause: error}) : error;
	});
	if (found.exitCode !== 0) throw absent({detail: lastLines(found.all)});
	return {command, version: found.stdout.split('\n', 1)[0] ?? ''};
}

/** The compiler's command, and the package of Debian and Ubuntu that has it. */
export async function compilerOf(
	kernel: Pick<Kernel, 'config'>,
): Promise<{readonly command: string; readonly packageName: string}> {
	const command = compilerCommand(await readFile(kernel.config, 'utf8'));
	return {command, packageName: command.replace(/^[a-z0-9_]+-linux-gnu-/, '')};
}

/** The command in a kernel configuration's CONFIG_CC_VERSION_TEXT; plain `gcc` where there is none. */
export function compilerCommand(config: string): string {
	return /^CONFIG_CC_VERSION_TEXT="(\S+)/m.exec(config)?.[1] ?? 'gcc';
}
