import type {CaseContext} from '#case';
import type {ImageFile} from '../../../src/guest/store.ts';

/** The image can't be mounted, because of a rule that the filesystem context's log or the kernel's names. */
export async function refusesMount(
	t: CaseContext,
	image: ImageFile,
	rule: RegExp,
	what: string,
): Promise<void> {
	const before = t.kernelLog().length;
	let words: readonly string[] = [];
	try {
		const error: NodeJS.ErrnoException & {kernelLog?: readonly string[]} = await t.fails('EUCLEAN', () =>
			t.mount(image),
		);
		words = error.kernelLog ?? [];
	} catch (error) {
		throw new Error(`${what}: ${(error as Error).message}`, {cause: error});
	}
	t.match([...words, ...t.kernelLog().slice(before)].join('\n'), rule, what);
}

/**
 * An action on an inode is EUCLEAN, and the kernel's log names image, inode and rule. The log is rate-limited: a case
 * sees at most ten such lines.
 */
export async function breaksRule(
	t: CaseContext,
	image: ImageFile,
	inode: number,
	rule: string,
	action: () => unknown,
): Promise<void> {
	const before = t.kernelLog().length;
	try {
		await t.fails('EUCLEAN', action);
	} catch (error) {
		throw new Error(`where ${rule}: ${(error as Error).message}`, {cause: error});
	}
	const lines = t.kernelLog().slice(before);
	const expected = `composefs: ${image.path}: inode ${inode}: ${rule}`;
	t.true(lines.includes(expected), `Expected the line '${expected}', got [${lines.join('; ')}]`);
}
