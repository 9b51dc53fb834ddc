import type {ContestantName} from '../../result/contestant.ts';
import {checkout} from './checkout.ts';
import type {Contestant} from './contestant.ts';
import {erofsLoopOverlay, erofsOverlay, overlayfsLayers, squashfsOverlay} from './stacks.ts';
import {erofs, ext4, squashfs} from './whole-images.ts';

export type {Contestant, Show} from './contestant.ts';

/** All but composefs itself, which needs no stand-in. */
export const others: Readonly<Record<Exclude<ContestantName, 'composefs'>, Contestant>> = {
	'erofs+overlayfs': erofsOverlay,
	'erofs-loop+overlayfs': erofsLoopOverlay,
	erofs,
	squashfs,
	'squashfs+overlayfs': squashfsOverlay,
	'ext4-ro': ext4,
	'overlayfs-layers': overlayfsLayers,
	checkout,
};
