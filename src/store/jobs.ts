/** Runs jobs side by side, at most so many. The first error is thrown by what is called next. */
export class Jobs implements AsyncDisposable {
	readonly #most: number;
	readonly #running = new Set<Promise<void>>();
	#failure: {readonly error: unknown} | undefined;

	constructor(most: number) {
		this.#most = most;
	}

	/** Starts a job when there is room for it. */
	async add(job: () => Promise<void>): Promise<void> {
		while (this.#running.size >= this.#most) await Promise.race(this.#running);
		this.#throwFailure();
		const running: Promise<void> = job()
			.catch((error) => {
				this.#failure ??= {error};
			})
			.finally(() => this.#running.delete(running));
		this.#running.add(running);
	}

	/** Waits for all of them. */
	async done(): Promise<void> {
		await Promise.all(this.#running);
		this.#throwFailure();
	}

	/** Waits, too, and leaves errors to whoever has one already. */
	async [Symbol.asyncDispose](): Promise<void> {
		await Promise.all(this.#running);
	}

	#throwFailure(): void {
		if (this.#failure !== undefined) throw this.#failure.error;
	}
}
