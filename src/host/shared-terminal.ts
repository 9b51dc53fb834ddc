import type {Screen} from './human-report.ts';

/** The terminal of a run, which one at a time can have for himself: what others write meanwhile waits. */
export class SharedTerminal {
	#waiting: (() => void)[] | undefined;
	#lastTurn: Promise<void> = Promise.resolve();
	#clear: () => void = () => {};

	/** Resolves when nobody else has the terminal, with the function that gives it back. */
	async take(): Promise<() => void> {
		const before = this.#lastTurn;
		let done = () => {};
		this.#lastTurn = new Promise((resolve) => {
			done = resolve;
		});
		await before;
		this.#clear();
		this.#waiting = [];
		return () => {
			const actions = this.#waiting ?? [];
			this.#waiting = undefined;
			for (const action of actions) action();
			done();
		};
	}

	/** Writes now, or as soon as the terminal is everybody's again. */
	write(action: () => void): void {
		if (this.#waiting === undefined) action();
		else this.#waiting.push(action);
	}

	/** A screen on this terminal: its lines wait, its bottom line is dropped. */
	screen(screen: Screen): Screen {
		const {bottom} = screen;
		this.#clear = () => bottom?.('');
		return {
			color: screen.color,
			line: (text) => this.write(() => screen.line(text)),
			...(bottom !== undefined && {
				bottom: (text: string) => {
					if (this.#waiting === undefined) bottom(text);
				},
			}),
		};
	}
}
