/** Says what is being done: one line that is rewritten on a terminal, plain lines in a log. */

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * @typedef {object} Shown
 * @property {(detail: string) => void} update says what the step is at
 * @property {(note?: string) => void} finish leaves one line
 * @property {() => void} fail leaves nothing on a terminal: the error has the word
 *
 * @param {string} step such as `install node_modules`
 * @returns {Shown}
 */
export function showProgress(step) {
	const {stderr} = process;
	const terminal = Boolean(stderr.isTTY);
	const start = Date.now();
	const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
	let detail = '';
	let frame = 0;
	const draw = () => {
		const line = `${frames[frame++ % frames.length]} ${step} ${seconds()} ${detail}`;
		stderr.write(`\r\x1b[K${line.slice(0, (stderr.columns || 80) - 1)}`);
	};
	const timer = terminal ? setInterval(draw, 100) : undefined;
	const clear = () => {
		clearInterval(timer);
		if (terminal) stderr.write('\r\x1b[K');
	};
	if (!terminal) console.error(`${step} ...`);

	return {
		update: (text) => {
			detail = text;
		},
		finish: (note) => {
			clear();
			console.error(`${step}: ${note === undefined ? '' : `${note}, `}${seconds()}`);
		},
		fail: clear,
	};
}

/**
 * @template T
 * @param {string} step
 * @param {(update: (detail: string) => void) => Promise<T>} work calls `update` with what it is at
 * @returns {Promise<T>}
 */
export async function withProgress(step, work) {
	const shown = showProgress(step);
	try {
		const result = await work(shown.update);
		shown.finish();
		return result;
	} catch (error) {
		shown.fail();
		throw error;
	}
}
