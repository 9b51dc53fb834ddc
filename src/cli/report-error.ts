import {BenchError, exitCode} from '../errors.ts';

/** Prints an error as people can use it, and gives its exit code. */
export function reportError(error: unknown): number {
	if (error instanceof BenchError) {
		console.error(`cfsbench: ${error.message}`);
		if (error.detail !== undefined) console.error(error.detail.replace(/^/gm, '  '));
		if (error.remedy !== undefined) console.error(`Remedy: ${error.remedy}`);
		return error.exitCode;
	}

	// Nobody meant this one: the stack is the only help there is.
	console.error('cfsbench: a fault of the bench itself');
	console.error(error);
	return exitCode.infra;
}
