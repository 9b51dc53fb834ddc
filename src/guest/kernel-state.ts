import {readFileSync} from 'node:fs';
import {type MountLine, parseMountinfo, parseSlabs, type SlabLine} from './proc.ts';

/** What a case may leave changed in the kernel, as it is at one moment. */
export interface KernelState {
	readonly taint: number;
	readonly mounts: readonly MountLine[];
}

export function readKernelState(): KernelState {
	return {taint: readTaint(), mounts: parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'))};
}

export function readTaint(): number {
	return Number(readFileSync('/proc/sys/kernel/tainted', 'utf8'));
}

/** The caches named after a module that still hold objects; none where the kernel shows no slabs. */
export function slabsOf(module: string): readonly SlabLine[] {
	let text: string;
	try {
		text = readFileSync('/proc/slabinfo', 'utf8');
	} catch {
		return [];
	}
	return parseSlabs(text).filter(({name, active}) => name.startsWith(module) && active > 0);
}

/** How many hold the module (mounts, open files, other modules), or undefined where it isn't loaded. */
export function moduleReferences(module: string): number | undefined {
	try {
		return Number(readFileSync(`/sys/module/${module}/refcnt`, 'utf8'));
	} catch {
		return undefined;
	}
}

/** The mounts of `after` that `before` has not, by their identity. */
export function newMounts(before: KernelState, after: KernelState): readonly MountLine[] {
	const known = new Set(before.mounts.map(({id}) => id));
	return after.mounts.filter(({id}) => !known.has(id));
}
