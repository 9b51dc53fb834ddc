/** Lines that are written at once: fewer system calls, and memory that doesn't grow with the image. */
const batchSize = 1000;

/** Writes lines to standard output, until nobody reads any further. What comes before an error is written. */
export async function writeLines(lines: Iterable<string>): Promise<void> {
	const write = openOutput();
	let batch: string[] = [];
	try {
		for (const line of lines) {
			batch.push(line);
			if (batch.length < batchSize) continue;
			if (!(await write(batch.join('')))) return;
			batch = [];
		}
	} finally {
		await write(batch.join(''));
	}
}

/** Writes to standard output. What it gives turns false when nobody reads any further, as `head` does. */
export function openOutput(): (text: string | Uint8Array) => Promise<boolean> {
	let open = true;
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
		open = false;
	});
	return async (text) => {
		if (open) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
		return open;
	};
}
