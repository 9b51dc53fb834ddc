import {closeSync, openSync} from 'node:fs';
import {layOutWhole} from '../../guest/contestants/lay-out.ts';
import {latin1} from '../../image/bytes.ts';
import {constants as c, loadNative} from '../../native.ts';
import {type PackHereOptions, packHere} from './pack-here.ts';

export interface LinkPackedOptions extends PackHereOptions {
	/** Empty directories on the store's filesystem: of the names in the tree's root each gets as many, one after the other. */
	readonly layers: readonly string[];
}

/**
 * Packs a directory, and makes trees of hard links to the objects, as they are set up in a guest: the object of several files has the mode
 * of the last. Throws the SyscallError of what the filesystem can't hold.
 */
export async function linkPacked({layers, ...options}: LinkPackedOptions): Promise<void> {
	const root = await packHere(options);
	const native = loadNative();
	const each = Math.ceil(root.entries.length / layers.length);
	for (const [index, layer] of layers.entries()) {
		const entries = root.entries.slice(index * each, (index + 1) * each);
		layOutWhole({...root, entries}, layer, ({backing}, path, describe) => {
			if (backing === undefined) closeSync(openSync(path, 'wx'));
			else native.linkat(c.AT_FDCWD, `${options.store}/${latin1(backing)}`, c.AT_FDCWD, path, 0);
			describe();
		});
	}
}
