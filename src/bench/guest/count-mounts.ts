import {loadNative} from '../../native.ts';
import type {Contestant} from './contestants.ts';

/** Mounts what a contestant takes, and gives the instructions. */
export function countMount({mounts}: Contestant): number {
	let ns = 0n;
	for (const {source, target, type, flags, data} of mounts({acls: false}))
		ns += loadNative().measureMount(source, target, type, flags, data).ns;
	return Number(ns);
}

/** Unmounts it in reverse, and gives the instructions. */
export function countUnmount({mounts}: Contestant): number {
	let ns = 0n;
	for (const {target} of [...mounts({acls: false})].reverse()) ns += loadNative().measureUmount(target).ns;
	return Number(ns);
}
