/** Runs what builds a kernel's modules: this system's programs, or those of a root that was unpacked for it. */
import {basename, dirname} from 'node:path';
import {InfraError} from '../errors.ts';
import type {Kernel} from './interfaces.ts';
import {lastLines, runTool, type ToolOptions, type ToolResult} from './tool.ts';

/**
 * Run with the root, the folder to see, and a command. Device files, processes and the folder are bound into the root
 * at the paths they have here, in namespaces of our own: no root is needed, and nothing stays mounted.
 */
const enter = `
set -e
root=$1 folder=$2
shift 2
mkdir -p "$root/dev" "$root/proc" "$root/tmp"
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root$folder"
mount --rbind "$folder" "$root$folder"
exec chroot "$root" "$@"
`;

/**
 * Runs a program of the kernel's toolchain. In a root it sees the cache at the same path as here, which headers and build
 * folders lie in, and nothing else of this system.
 */
export async function runBuildTool(
	kernel: Pick<Kernel, 'toolchain'>,
	file: string,
	args: readonly string[],
	options: ToolOptions = {},
): Promise<ToolResult> {
	const root = kernel.toolchain;
	if (root === undefined) return runTool(file, args, options);

	const {cwd: _here, ...rest} = options;
	const namespaces = ['--map-root-user', '--mount', '--pid', '--fork', '--kill-child'];
	const result = await runTool(
		'unshare',
		[...namespaces, 'sh', '-c', enter, 'sh', root, cacheOf(root), file, ...args],
		{
			...rest,
			env: {
				...rest.env,
				PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
				HOME: '/',
				TMPDIR: undefined,
				LD_PRELOAD: undefined,
			},
		},
	);
	if (result.exitCode !== 0 && /^(?:unshare|mount): /m.test(result.all)) {
		throw new InfraError(
			`Can't enter the toolchain ${basename(root)}, which this kernel's modules are built with`,
			{
				remedy:
					'Allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0), or run as root.',
				detail: lastLines(result.all),
			},
		);
	}
	return result;
}

/** Toolchains are kept in `toolchains/` of the cache. */
function cacheOf(root: string): string {
	return dirname(dirname(root));
}
