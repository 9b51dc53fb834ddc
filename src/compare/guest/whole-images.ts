/** Images that hold their content, as contestants of the debate. They are made as the suites make them. */
import {basename} from 'node:path';
import {withLoop} from '../../guest/contestants/loop-device.ts';
import {writeErofs, writeExt4, writeSquashfs} from '../../guest/contestants/whole-images.ts';
import {createVerity, removeMapped} from '../../guest/device-mapper.ts';
import {constants as c} from '../../native.ts';
import {type Account, mountAs, unmount, withMeasured} from './account.ts';
import {type Contestant, withoutHashes} from './contestant.ts';
import type {Sample} from './sample-tree.ts';

export const erofs: Contestant = {
	name: 'erofs',
	content: 'image',
	anchor: 'fs-verity',
	mapsIds: 'in its mount',
	writeImage: withoutHashes(writeErofs),
	setUp({image, digest}, target, _work, account) {
		withMeasured(account, image, digest, (fd) =>
			mountAs(account, `/proc/self/fd/${fd}`, target, 'erofs', ''),
		);
	},
	tearDown(target, _work, account) {
		unmount(account, target);
	},
	keeps: ({image}) => [image],
};

/** The loop device goes with its last user, the mount. */
export const squashfs: Contestant = {
	name: 'squashfs',
	content: 'image',
	anchor: 'fs-verity',
	mapsIds: 'in its mount',
	writeImage: withoutHashes(writeSquashfs),
	setUp({image, digest}, target, _work, account) {
		withMeasured(account, image, digest, (fd) =>
			withLoop(
				fd,
				c.LO_FLAGS_READ_ONLY,
				(device) => mountAs(account, device, target, 'squashfs', ''),
				askOf(account),
			),
		);
	},
	tearDown(target, _work, account) {
		unmount(account, target);
	},
	keeps: ({image}) => [image],
};

/** Of an image of this content, without its hashes: little more than fits. Whoever is given the root hash is told this, too. */
function ext4Bytes({contents}: Sample): number {
	const blocks = [...contents.values()].reduce((sum, {length}) => sum + Math.ceil(length / 4096), 0);
	return Math.ceil((1.1 * blocks * 4096) / 2 ** 20 + 1) * 2 ** 20;
}

/** The kernel compares each block with a tree of hashes whose root it is given. */
export const ext4: Contestant = {
	name: 'ext4-ro',
	content: 'image',
	anchor: 'dm-verity',
	mapsIds: 'in its mount',
	writeImage: (source, image) => writeExt4(source, image, ext4Bytes(source)),
	setUp({image, digest, contents, tree}, target, work, account) {
		if (digest === undefined) throw new Error('Expected a root hash, without which dm-verity shows nothing');
		const [name, ask] = [basename(work), askOf(account)];
		const dataBytes = ext4Bytes({contents, tree});
		withMeasured(account, image, undefined, (fd) =>
			withLoop(
				fd,
				c.LO_FLAGS_READ_ONLY,
				(below) => {
					const device = createVerity(name, {device: below, dataBytes, rootHash: digest}, ask);
					try {
						mountAs(account, device, target, 'ext4', '');
					} catch (error) {
						removeMapped(name);
						throw error;
					}
				},
				ask,
			),
		);
	},
	tearDown(target, work, account) {
		unmount(account, target);
		removeMapped(basename(work), askOf(account));
	},
	keeps: ({image}) => [image],
};

function askOf(account: Account) {
	return <Result>(call: () => Result): Result => account.ask(call);
}
