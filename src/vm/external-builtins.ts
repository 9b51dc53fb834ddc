/**
 * Modules of Node's own that it reads from files when it starts, as absolute paths. Distributions that package those
 * modules apart build Node so (its option `--shared-builtin-NAME-path`, kept in `process.config`); its own builds hold all of them.
 */
export function externalBuiltins(
	defines: readonly string[] = process.config.target_defaults.defines,
): string[] {
	return defines.flatMap((define) => /^NODE_SHARED_BUILTIN_\w+_PATH=(.+)$/.exec(define)?.[1] ?? []);
}
