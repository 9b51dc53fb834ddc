/** Documentation/admin-guide/tainted-kernels.rst, bit by bit. */
const letters = 'PFSRMBUDAWCIOELKXTNJ';
/** An out-of-tree (O), unsigned (E) module is what we are testing. */
const own = 'OE';

/** `/proc/sys/kernel/tainted` on both sides of a case. */
export interface TaintChange {
	readonly before: number;
	readonly after: number;
}

/** The letters of what the kernel was tainted with meanwhile, those of the module under test left out. */
export function addedTaint({before, after}: TaintChange): readonly string[] {
	const has = (taint: number, bit: number) => Math.floor(taint / 2 ** bit) % 2 === 1;
	return [...letters].filter((letter, bit) => has(after, bit) && !has(before, bit) && !own.includes(letter));
}
