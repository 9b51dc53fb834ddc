/** An end with a message for the user instead of a stack. The exit codes are those of src/errors.ts. */
export class Stop extends Error {
	/**
	 * @param {number} exitCode
	 * @param {string} message
	 * @param {{remedy?: string | undefined, detail?: string | undefined}} [more] the remedy is one sentence, or one command to type
	 */
	constructor(exitCode, message, more = {}) {
		super(message);
		this.exitCode = exitCode;
		this.remedy = more.remedy;
		this.detail = more.detail;
	}
}

export const infraFault = 3;

/**
 * Runs an entry point to its end; a Stop becomes its message and exit code, anything else keeps its stack.
 * @param {() => Promise<void>} main
 */
export async function entry(main) {
	try {
		await main();
	} catch (error) {
		process.exitCode = infraFault;
		if (!(error instanceof Stop)) {
			console.error('cfsbench: a fault of the bench itself');
			console.error(error);
			return;
		}
		process.exitCode = error.exitCode;
		if (error.message !== '') console.error(`cfsbench: ${error.message}`);
		if (error.detail !== undefined) console.error(error.detail.replace(/^/gm, '  '));
		if (error.remedy !== undefined) console.error(`Remedy: ${error.remedy}`);
	}
}
