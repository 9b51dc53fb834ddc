import type {Splat} from './splat.ts';

/** Lines of a splat that say little to a reader: registers, opcodes, stale return addresses, the make of the machine. */
const noise: readonly RegExp[] = [
	/^(?:R[ABCDS][XIP]|R[01]\d|R8|R09|RBP|EFLAGS|FS|CS|CR2|DR[0-7]): {1,2}[0-9a-f]/,
	/^(?:RSP|RIP): (?:0018|002b|0033):/,
	/^(?:Code|Hardware name|Modules linked in|Tainted|PGD|PKRU): ?/,
	/^PGD [0-9a-f]/,
	/^ \? \S+\+0x/,
	/^<\/?(?:TASK|IRQ|NMI)>$/,
	/^ <\/?(?:TASK|IRQ|NMI)>$/,
	/^-+(?:\[ cut here \]-+)?$/,
	/^={20,}$/,
	/^---\[ end /,
	/^Kernel Offset: /,
];

/** The lines of the splats that are worth showing beside a verdict; the whole text stays in the console's log. */
export function digestOf(splats: readonly Splat[], limit: number): readonly string[] {
	const lines = splats.flatMap((splat) =>
		splat.lines.filter((line) => line.trim() !== '' && !noise.some((rule) => rule.test(line))),
	);
	return lines.length <= limit
		? lines
		: [...lines.slice(0, limit - 1), `... ${lines.length - limit + 1} more lines`];
}
