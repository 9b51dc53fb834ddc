type Step = {readonly what: string; readonly undo: () => unknown};

/** What the context made for a case, undone in reverse order whatever happened. */
export class CleanupStack {
	readonly #steps: Step[] = [];

	/** `what` names the thing in the leak when `undo` throws. */
	push(what: string, undo: () => unknown): void {
		this.#steps.push({what, undo});
	}

	/** Runs every step, also after one that throws, and says what could not be undone. */
	async run(): Promise<readonly string[]> {
		const leaks: string[] = [];
		for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
			try {
				await step.undo();
			} catch (error) {
				leaks.push(`${step.what}: ${error instanceof Error ? error.message : String(error)}`);
			}
		}
		return leaks;
	}
}
