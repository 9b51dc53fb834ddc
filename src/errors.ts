/**
 * The exit codes of every command, by the meaning that `git bisect run` and CI give them.
 * `good` all cases ended as allowed; `failed` a case did not; `usage` the command line is wrong;
 * `infra` the bench itself could not do its work; `build` the sources could not be built.
 */
export const exitCode = {good: 0, failed: 1, usage: 2, infra: 3, build: 125} as const;

export interface BenchErrorOptions extends ErrorOptions {
	/** What the reader can do about it, as one sentence or one command to type. */
	readonly remedy?: string;
	/** Evidence worth showing below the message, such as the last lines of a tool's output. */
	readonly detail?: string;
}

/** An error whose message names the thing, the rule and the value, so that it can be printed without a stack. */
export abstract class BenchError extends Error {
	abstract readonly exitCode: number;
	readonly remedy: string | undefined;
	readonly detail: string | undefined;

	constructor(message: string, options: BenchErrorOptions = {}) {
		super(message, options);
		this.name = new.target.name;
		this.remedy = options.remedy;
		this.detail = options.detail;
	}
}

/** The command line asks for something that does not exist or does not fit. Exit code 2. */
export class UsageError extends BenchError {
	readonly exitCode = exitCode.usage;
}

/** The bench could not do its work: a tool is missing, a disk is full, QEMU would not start. Exit code 3. */
export class InfraError extends BenchError {
	readonly exitCode = exitCode.infra;
}

/** The sources (module, addon or case code) do not build. Exit code 125, so that bisect skips the commit. */
export class BuildError extends BenchError {
	readonly exitCode = exitCode.build;
}
