import {cleanLines} from './line.ts';
import {fatalKinds, type SplatKind, signatures} from './table.ts';

/** A complaint of the kernel: oops, BUG, WARNING, lockdep, KASAN and their like. */
export interface Splat {
	readonly kind: SplatKind;
	/** Nothing that the guest says afterwards counts. */
	readonly fatal: boolean;
	/** The line that names it. */
	readonly title: string;
	/** The kernel function it happened in, where the splat shows it. */
	readonly place?: string;
	/** The splat as printed, cleaned, the title among the first lines. */
	readonly lines: readonly string[];
}

const cutHere = /^-+\[ cut here \]-+$/;
const endOfTrace = /^---\[ end /;
const ruler = /^={20,}$/;
const callTrace = /^Call [Tt]race:/;

/** The kernel's own instruction pointer (code segment 0x10 on x86-64); that of user space says nothing of the fault. */
const kernelPlace = /^(?:RIP: 0010|pc ?): ?(\S+\+0x\S+(?: \[\w+\])?)/;

/** Longer splats than this are cut: the first hundred lines name the culprit. */
const longestSplat = 100;
/** So many lines may stand before a splat's trace. */
const longestHead = 8;
/** A fault repeated for ever shall not fill our memory. */
const mostSplats = 20;

interface OpenSplat {
	kind: SplatKind;
	title: string;
	readonly lines: string[];
	/** Lines that only go on with the same splat, such as "Oops: ..." after "BUG: ...", come before its trace. */
	headed: boolean;
}

/** Reads a console piece by piece and collects its splats. */
export class SplatScanner {
	readonly #found: Splat[] = [];
	#open: OpenSplat | undefined;
	/** The lines since "cut here": a WARN's own message stands before its WARNING line. */
	#prelude: string[] = [];
	#rest = '';
	/** Splats past the most that are kept. */
	dropped = 0;

	push(text: string): void {
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() ?? '';
		for (const raw of lines) for (const line of cleanLines(raw)) this.#line(line);
	}

	/** What was found; the scanner is done. */
	finish(): readonly Splat[] {
		if (this.#rest !== '') this.push('\n');
		this.#close();
		return this.#found;
	}

	#line(line: string): void {
		const kind = signatures.find(({title}) => title.test(line))?.kind;

		if (kind !== undefined && this.#startsAnother(kind)) this.#begin(kind, line);
		else if (this.#open !== undefined) this.#goOn(line, kind);
		else this.#remember(line);
	}

	#startsAnother(kind: SplatKind): boolean {
		if (this.#open === undefined) return true;
		// An oops takes several lines to introduce itself; what comes before the trace belongs together.
		return this.#open.headed || this.#open.lines.length > longestHead || kind === 'panic';
	}

	#begin(kind: SplatKind, title: string): void {
		this.#close();
		this.#open = {kind, title, lines: [...this.#prelude, title], headed: false};
		this.#prelude = [];
	}

	#goOn(line: string, kind: SplatKind | undefined): void {
		const open = this.#open;
		if (open === undefined) return;

		if (kind !== undefined && fatalKinds.has(kind) && !fatalKinds.has(open.kind)) open.kind = kind;
		if (callTrace.test(line)) open.headed = true;
		if (cutHere.test(line)) {
			this.#close();
			this.#prelude = [line];
			return;
		}
		if (open.lines.length < longestSplat) open.lines.push(line);
		else open.headed = true;

		// Sanitizers and lockdep print between rulers and without an "end trace".
		if (endOfTrace.test(line) || (ruler.test(line) && open.lines.length > 3)) this.#close();
	}

	#remember(line: string): void {
		if (cutHere.test(line) || ruler.test(line)) this.#prelude = [line];
		else if (this.#prelude.length > 0 && this.#prelude.length < 10) this.#prelude.push(line);
		else this.#prelude = [];
	}

	#close(): void {
		const open = this.#open;
		this.#open = undefined;
		if (open === undefined) return;

		if (this.#found.length >= mostSplats) this.dropped += 1;
		else this.#found.push(asSplat(open));
	}
}

function asSplat({kind, title, lines}: OpenSplat): Splat {
	const place = lines.map((line) => kernelPlace.exec(line)?.[1]).find((found) => found !== undefined);
	return {kind, fatal: fatalKinds.has(kind), title, lines, ...(place !== undefined && {place})};
}

export function findSplats(text: string): readonly Splat[] {
	const scanner = new SplatScanner();
	scanner.push(text);
	return scanner.finish();
}
