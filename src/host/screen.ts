import type {WriteStream} from 'node:tty';
import type {Screen} from './human-report.ts';

/** A stream as a screen: with a changing bottom line on a terminal, without one in a log. */
export function openScreen(stream: NodeJS.WriteStream | WriteStream, color: boolean): Screen {
	if (!stream.isTTY) return {line: (text) => stream.write(`${text}\n`), color};

	let bottom = '';
	const clear = '\r\u001b[K';
	const draw = () => {
		// A terminal that does not know its width says 0.
		const width = (stream.columns || 80) - 1;
		stream.write(`${clear}${cut(bottom, width)}`);
	};
	return {
		line(text) {
			stream.write(`${clear}${text}\n`);
			if (bottom !== '') draw();
		},
		bottom(text) {
			if (text === bottom) return;
			bottom = text;
			draw();
		},
		color,
	};
}

/** A bottom line that wraps can't be taken away again. Escapes have no width. */
function cut(text: string, width: number): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes are what is looked for
	const parts = text.split(/(\u001b\[[0-9;]*m)/);
	let left = width;
	return parts
		.map((part, index) => {
			if (index % 2 === 1) return part;
			const kept = part.slice(0, Math.max(0, left));
			left -= kept.length;
			return kept;
		})
		.join('');
}
