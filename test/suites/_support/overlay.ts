import {mkdirSync} from 'node:fs';
import type {CaseContext} from '#case';
import type {Place} from '../../../src/guest/workspace.ts';
import {type Mount, mountFilesystem, type Parameter} from '../../../src/mount/mount.ts';

export interface OverlayOptions {
	/** The first is the topmost. */
	readonly lowers: readonly string[];
	/** Where upper and work directory are; default: none, and the overlay is read-only. */
	readonly place?: Place;
	readonly parameters?: readonly Parameter[];
}

/** Mounts overlayfs; unmounted at the end of the case. The case requires `filesystem:overlay`. */
export function mountOverlay(t: CaseContext, {lowers, place, parameters = []}: OverlayOptions) {
	const writable = place === undefined ? undefined : t.tmp(place);
	const upper = `${writable}/upper`;
	const work = `${writable}/work`;
	const layers: Parameter[] = [['lowerdir', lowers.join(':')]];
	if (writable !== undefined) {
		for (const path of [upper, work]) mkdirSync(path);
		layers.push(['upperdir', upper], ['workdir', work]);
	}

	const target = t.tmp();
	const mount: Mount = mountFilesystem({type: 'overlay', parameters: [...layers, ...parameters], target});
	t.cleanUp(`the overlay on ${target}`, () => mount.close());
	return {mount, upper};
}
