import {mkdirSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {writeErofsMetadata} from '../../guest/erofs-metadata.ts';
import {writeImageFile} from '../../guest/store.ts';
import {mountAs, unmount, withMeasured} from './account.ts';
import {type Contestant, withoutHashes} from './contestant.ts';
import {checkout, layers} from './links.ts';
import {erofs, ext4, squashfs} from './whole-images.ts';

/** The kernel itself compares the image's digest, where one is asked for. */
const composefs: Contestant = {
	name: 'composefs',
	content: 'objects',
	anchor: 'fs-verity',
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

/** As production does it: metadata in EROFS, mounted from a file, content by digest in a data-only layer. */
const erofsOverlay: Contestant = {
	name: 'erofs+overlayfs',
	content: 'objects',
	anchor: 'fs-verity',
	writeImage: withoutHashes(({tree, directory}, image) =>
		writeErofsMetadata(tree, image, directory(), directory()),
	),
	setUp({image, stores, digest}, target, work, account) {
		const metadata = join(work, 'metadata');
		account.make(() => mkdirSync(metadata));
		try {
			withMeasured(account, image, digest, (fd) =>
				mountAs(account, `/proc/self/fd/${fd}`, metadata, 'erofs', ''),
			);
			try {
				const layers = `lowerdir=${[metadata, ...stores].join('::')}`;
				mountAs(
					account,
					'overlay',
					target,
					'overlay',
					`${layers},metacopy=on,redirect_dir=on,verity=require`,
				);
			} catch (error) {
				unmount(account, metadata);
				throw error;
			}
		} catch (error) {
			rmdirSync(metadata);
			throw error;
		}
	},
	tearDown(target, work, account) {
		unmount(account, target);
		unmount(account, join(work, 'metadata'));
		account.ask(() => rmdirSync(join(work, 'metadata')));
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
