/** Parsers of /proc: text in, values out. */

export interface MountLine {
	readonly id: number;
	readonly mountPoint: string;
	readonly type: string;
	readonly source: string;
}

/** /proc/PID/mountinfo, see proc_pid_mountinfo(5). */
export function parseMountinfo(text: string): readonly MountLine[] {
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [left = '', right = ''] = line.split(' - ', 2);
			const [id = '', , , , mountPoint = ''] = left.split(' ');
			const [type = '', source = ''] = right.split(' ');
			return {id: Number(id), mountPoint: unescapeName(mountPoint), type, source: unescapeName(source)};
		});
}

export interface SlabLine {
	readonly name: string;
	/** Objects in use. */
	readonly active: number;
}

/** /proc/slabinfo, version 2.1. */
export function parseSlabs(text: string): readonly SlabLine[] {
	return text
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('slabinfo'))
		.map((line) => {
			const [name = '', active = ''] = line.split(/\s+/);
			return {name, active: Number(active)};
		});
}

export interface MapLine {
	readonly start: bigint;
	/** The byte past its last one. */
	readonly end: bigint;
	/** Such as `r-xp`. */
	readonly permissions: string;
	/** Of the file, or a name such as `[stack]`; empty where there is none. */
	readonly path: string;
}

/** /proc/PID/maps, see proc_pid_maps(5). */
export function parseMaps(text: string): readonly MapLine[] {
	return [...text.matchAll(/^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/gm)].map(
		([, start = '', end = '', permissions = '', path = '']) => ({
			start: BigInt(`0x${start}`),
			end: BigInt(`0x${end}`),
			permissions,
			path,
		}),
	);
}

/** Bytes by name, of /proc/meminfo, see proc_meminfo(5). */
export function parseMeminfo(text: string): ReadonlyMap<string, number> {
	const lines = text.matchAll(/^([^:\n]+): +(\d+) kB$/gm);
	return new Map([...lines].map(([, name = '', kib]) => [name, 1024 * Number(kib)]));
}

/** One record of /dev/kmsg, see Documentation/ABI/testing/dev-kmsg: "level,sequence,microseconds,flags;text". */
export function parseKmsg(record: string): {readonly sequence: number; readonly text: string} | undefined {
	const match = /^\d+,(\d+),\d+,[^;]*;([^\n]*)/.exec(record);
	if (match === null) return undefined;
	return {sequence: Number(match[1]), text: match[2] ?? ''};
}

/** The kernel writes blanks and backslashes of names as octal. */
function unescapeName(name: string): string {
	return name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
