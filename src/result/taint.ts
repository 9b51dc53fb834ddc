/** Documentation/admin-guide/tainted-kernels.rst, bit by bit. */
const letters = 'PFSRMBUDAWCIOELKXTNJ';
/**
 * What is no complaint. An out-of-tree (O), unsigned (E) module is what we are testing; X is a distribution's own: Debian's
 * kernels set it at the first question of fanotify, such as whether a file may be opened.
 */
const innocent = 'OEX';

/** `/proc/sys/kernel/tainted` on both sides of a case. */
export interface TaintChange {
	readonly before: number;
	readonly after: number;
}

/** The letters of what the kernel was tainted with meanwhile, those that are no complaint left out. */
export function addedTaint({before, after}: TaintChange): readonly string[] {
	const has = (taint: number, bit: number) => Math.floor(taint / 2 ** bit) % 2 === 1;
	return [...letters].filter(
		(letter, bit) => has(after, bit) && !has(before, bit) && !innocent.includes(letter),
	);
}
