/** What /sys/kernel/debug/kmemleak says: memory that nothing in the kernel refers to any more. */

export interface LeakedObject {
	readonly bytes: number;
	/** When it was allocated. */
	readonly jiffies: number;
	/** Who allocated it, innermost first: `function+0x10/0x20 [module]`, or an address where no module is any more. */
	readonly frames: readonly string[];
	/** As printed. */
	readonly lines: readonly string[];
}

/** Reads a report in the format of Documentation/dev-tools/kmemleak.rst, 6.12 to 7.2. */
export function parseKmemleak(text: string): readonly LeakedObject[] {
	return text
		.split(/^(?=unreferenced object )/m)
		.filter((part) => part.startsWith('unreferenced object '))
		.map((part) => {
			const lines = part.trimEnd().split('\n');
			const backtrace = lines.findIndex((line) => /^ {2}backtrace\b/.test(line));
			return {
				bytes: Number(/\(size (\d+)\)/.exec(lines[0] ?? '')?.[1]),
				jiffies: Number(/, jiffies (\d+)/.exec(lines[1] ?? '')?.[1]),
				frames: backtrace < 0 ? [] : lines.slice(backtrace + 1).map(frameOf),
				lines,
			};
		});
}

/** The frame of a line of a backtrace; some versions print the address, scrambled, before it. */
export function frameOf(line: string): string {
	return line.trim().replace(/^\[<[0-9a-f]+>\] /, '');
}

/**
 * Whether a frame is code of one of these modules. A bare address in the kernel's half is code of a module that is
 * gone: the kernel names all else.
 */
export function isFrameOf(frame: string, modules: ReadonlySet<string>): boolean {
	const module = / \[(\w+)\]$/.exec(frame)?.[1];
	return module === undefined ? bareAddress.test(frame) : modules.has(module);
}

export const bareAddress = /^0xffffffff[89a-f][0-9a-f]{7}$/;
