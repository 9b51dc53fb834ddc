import {readFileSync} from 'node:fs';

/** What /proc/self/mountinfo says of a mount; names as bytes in latin1. */
export interface MountLine {
	readonly source: string;
	/** Of the superblock, the first is `ro` or `rw`. */
	readonly options: string;
}

/** The topmost mount on a path. */
export function mountLineOf(path: string): MountLine {
	const lines = readFileSync('/proc/self/mountinfo', 'latin1').split('\n');
	const line = lines.findLast((text) => unescapeName(text.split(' ')[4] ?? '') === path);
	if (line === undefined) throw new Error(`Expected a mount on ${path}, /proc/self/mountinfo has none`);

	const [, source = '', options = ''] = line.slice(line.indexOf(' - ') + 3).split(' ');
	return {source: unescapeName(source), options: unescapeName(options)};
}

function unescapeName(name: string): string {
	return name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
