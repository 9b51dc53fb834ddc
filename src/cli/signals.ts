class Cancelled extends Error {
	readonly exitCode: number;

	constructor(signal: string, exitCode: number) {
		super(`cancelled by ${signal}`);
		this.exitCode = exitCode;
	}
}

export interface Cancellation {
	readonly signal: AbortSignal;
	release(): void;
	/** What a shell gives for a command that this signal ended; undefined where none came. */
	exitCode(): number | undefined;
}

/** Ctrl-C aborts whatever goes on; guests are killed and temporary files removed on the way out. */
export function cancelOnSignals(): Cancellation {
	const controller = new AbortController();
	const cancel = (name: string, exitCode: number) => () => controller.abort(new Cancelled(name, exitCode));
	const listeners = {
		SIGINT: cancel('SIGINT', 130),
		SIGTERM: cancel('SIGTERM', 143),
		SIGHUP: cancel('SIGHUP', 129),
	};
	const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const name of names) process.on(name, listeners[name]);

	return {
		signal: controller.signal,
		release: () => {
			for (const name of names) process.off(name, listeners[name]);
		},
		exitCode: () =>
			controller.signal.aborted ? (controller.signal.reason as Cancelled).exitCode : undefined,
	};
}

/** Runs a command that a signal may end: then `what` is said to be interrupted, and the exit code is that of the signal. */
export async function cancellable(what: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
	const cancellation = cancelOnSignals();
	try {
		await run(cancellation.signal);
	} catch (error) {
		const code = cancellation.exitCode();
		if (code === undefined) throw error;
		console.error(`cfsbench: ${what} was interrupted`);
		process.exitCode = code;
	} finally {
		cancellation.release();
	}
}
