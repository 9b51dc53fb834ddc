import {mkdirSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {writeErofsMetadata} from '../../guest/erofs-metadata.ts';
import {writeImageFile} from '../../guest/store.ts';
import {aboveLayers, mountAs, unmount, withMeasured} from './account.ts';
import {type Contestant, withoutHashes} from './contestant.ts';
import {checkout, layers} from './links.ts';
import {erofs, ext4, squashfs} from './whole-images.ts';

/** The kernel itself compares the image's digest, where one is asked for. */
const composefs: Contestant = {
	name: 'composefs',
	content: 'objects',
	anchor: 'fs-verity',
	mapsIds: 'in its mount',
	writeImage: withoutHashes(({tree}, image) => writeImageFile(image, tree, false)),
	setUp({image, stores, digest}, target, _work, account) {
		const trust = digest === undefined ? '' : `,digest=${digest}`;
		mountAs(account, image, target, 'composefs', `basedir=${stores.join(':')}${trust}`);
	},
	tearDown(target, _work, account) {
		unmount(account, target);
	},
	keeps: ({image, stores}) => [image, ...stores],
};

/**
 * As libcomposefs mounts it: metadata in EROFS, mounted from a file on a directory for the time being, content by digest in a data-only
 * layer. overlayfs has a mount of its own of each layer, so what it was put above goes at once, and one unmount is left for the end.
 */
const erofsOverlay: Contestant = {
	name: 'erofs+overlayfs',
	content: 'objects',
	anchor: 'fs-verity',
	mapsIds: 'in its layers',
	writeImage: withoutHashes(({tree, directory}, image) =>
		writeErofsMetadata(tree, image, directory(), directory()),
	),
	setUp({image, stores, digest}, target, work, account, onLayer) {
		const metadata = join(work, 'metadata');
		account.make(() => mkdirSync(metadata));
		try {
			withMeasured(account, image, digest, (fd) =>
				mountAs(account, `/proc/self/fd/${fd}`, metadata, 'erofs', ''),
			);
			try {
				aboveLayers(account, metadata, onLayer, () => {
					const layers = `lowerdir=${[metadata, ...stores].join('::')}`;
					const options = `${layers},metacopy=on,redirect_dir=on,verity=require`;
					mountAs(account, 'overlay', target, 'overlay', options);
				});
			} finally {
				unmount(account, metadata);
			}
		} finally {
			account.ask(() => rmdirSync(metadata));
		}
	},
	tearDown(target, _work, account) {
		unmount(account, target);
	},
	keeps: ({image, stores}) => [image, ...stores],
};

export const contestants: readonly Contestant[] = [
	composefs,
	erofsOverlay,
	erofs,
	squashfs,
	ext4,
	layers,
	checkout,
];
