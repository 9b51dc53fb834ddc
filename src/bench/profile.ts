import type {Instance} from '../vm/interfaces.ts';
import type {SymbolTable} from './symbols.ts';

/** Where the guest's processor was at one moment. */
export interface Place {
	readonly address: bigint;
	/** 0 is the kernel, 3 a program. */
	readonly ring: number;
}

/** Of what QEMU's monitor says to `info registers`; undefined while the processor waits. */
export function readPlace(registers: string): Place | undefined {
	if (/\bHLT=1/.test(registers)) return undefined;
	const [, address] = /\bRIP=([0-9a-f]+)/.exec(registers) ?? [];
	const [, ring] = /\bCPL=([0-3])/.exec(registers) ?? [];
	return address === undefined || ring === undefined
		? undefined
		: {address: BigInt(`0x${address}`), ring: Number(ring)};
}

/** Asks the monitor again and again where the processor is, from `start` to `stop`. */
export class Sampler {
	readonly #instance: Pick<Instance, 'qmp'>;
	readonly places: Place[] = [];
	#goesOn = false;

	constructor(instance: Pick<Instance, 'qmp'>) {
		this.#instance = instance;
	}

	start(): void {
		this.#goesOn = true;
		void this.#sample();
	}

	stop(): void {
		this.#goesOn = false;
	}

	async #sample(): Promise<void> {
		while (this.#goesOn) {
			const said = await this.#instance
				.qmp('human-monitor-command', {'command-line': 'info registers'})
				.catch(() => undefined);
			// The guest went away, or what was looked at came to its end while the monitor looked.
			if (typeof said !== 'string' || !this.#goesOn) return;
			const place = readPlace(said);
			if (place !== undefined) this.places.push(place);
		}
	}
}

/** How many of the places are in which function, most first, as lines. */
export function profileLines(
	places: readonly Place[],
	symbols: SymbolTable,
	most: number,
): readonly string[] {
	const counts = new Map<string, number>();
	for (const {address, ring} of places) {
		const name = ring === 0 ? (symbols.nameOf(address) ?? '(unknown)') : '(the loop itself)';
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	const sorted = [...counts].sort(([, a], [, b]) => b - a);
	return sorted
		.slice(0, most)
		.map(([name, count]) => `${((100 * count) / places.length).toFixed(1).padStart(5)} %  ${name}`);
}
