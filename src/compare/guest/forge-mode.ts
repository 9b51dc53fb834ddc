/** Another mode in the bytes of an image, and nothing else. */
import {chmodSync, closeSync, copyFileSync, openSync, readFileSync, unlinkSync} from 'node:fs';
import {join} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {withLoop} from '../../guest/contestants/loop-device.ts';
import {findInode} from '../../image/tree.ts';
import {loadNative} from '../../native.ts';
import type {ContestantName} from '../evidence.ts';
import type {Contestant, Material} from './contestant.ts';
import {differences, type Patch} from './patch.ts';
import {sampleTree} from './sample-tree.ts';
import {makeOther} from './tamper.ts';

/**
 * Where the superblock ends, which has a random UUID and the time of making in it, or of mounting; the kernel has read it by the time that
 * it matters.
 */
const superblockEnd: Readonly<Partial<Record<ContestantName, number>>> = {
	'erofs+overlayfs': 1024 + 128,
	erofs: 1024 + 128,
	squashfs: 96,
	'ext4-ro': 2048,
};

/** What of an image has to be overwritten for a file to have another mode. */
export function forgeMode(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	path: string,
): readonly Patch[] {
	const {name} = contestant;
	const bytes = readFileSync(material.image);
	const inode = findInode(sampleTree().tree, path);
	if (inode === undefined) throw new Error(`Expected ${path} in the tree`);
	// Compressed metadata is not as long for every mode.
	for (let mode = 0o600; mode <= 0o677; mode++) {
		if (mode === inode.permissions) continue;
		const other =
			name === 'ext4-ro'
				? changedByExt4(t, material, path, mode)
				: makeWithMode(t, contestant, material, path, mode);
		if (other.length !== bytes.length || (name === 'squashfs' && !sameTables(bytes, other))) continue;
		const patches = differences(bytes, other, superblockEnd[name] ?? 0);
		if (patches.length === 0) throw new Error(`Expected an image of ${name} with another mode to differ`);
		return patches;
	}
	throw new Error(`Expected an image of ${name} to be as long with another mode of ${path}`);
}

function makeWithMode(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	path: string,
	mode: number,
): Buffer {
	const sample = sampleTree();
	const inode = findInode(sample.tree, path);
	if (inode === undefined) throw new Error(`Expected ${path} in the tree`);
	inode.permissions = mode;
	return makeOther(t, contestant, material, sample);
}

/** Another image would have other checksums everywhere, for they start from its UUID: the filesystem itself changes a copy. */
function changedByExt4(t: CaseContext, {image}: Material, path: string, mode: number): Buffer {
	const native = loadNative();
	const [copy, target] = [`${image}.other`, t.tmp()];
	copyFileSync(image, copy);
	const file = openSync(copy, 'r+');
	try {
		withLoop(file, 0, (device) => {
			native.mount(device, target, 'ext4', 0, null);
			try {
				chmodSync(join(target, path), mode);
			} finally {
				native.umount2(target, 0);
			}
		});
	} finally {
		closeSync(file);
	}
	const bytes = readFileSync(copy);
	unlinkSync(copy);
	return bytes;
}

/** What squashfs's superblock says behind the time of making (struct squashfs_super_block): sizes, and where its tables are. */
function sameTables(one: Buffer, other: Buffer): boolean {
	const behindTime = 12;
	const end = superblockEnd.squashfs ?? 0;
	return one.subarray(behindTime, end).equals(other.subarray(behindTime, end));
}
