/** Contestants that hold the content themselves: one image, all in it. */
import {execFileSync} from 'node:child_process';
import {closeSync, ftruncateSync, openSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {type Mount, mountFilesystem, type Parameter} from '../../mount/mount.ts';
import {loadNative} from '../../native.ts';
import {createVerity, removeMapped} from '../device-mapper.ts';
import type {Contestant, Material, Show} from './contestant.ts';
import {layOutForImage} from './lay-out.ts';
import {attachLoop, withLoop} from './loop-device.ts';

/** What an image is made of. */
export type ImageSource = Pick<Material, 'tree' | 'stores' | 'directory'>;

/** A filesystem that is mounted as it is, read-only. */
export function showFilesystem(type: string, parameters: readonly Parameter[], show: Show): Mount {
	const {acl, verified: _, ...request} = show;
	const wanted: Parameter[] = acl === undefined ? [] : [[acl ? 'acl' : 'noacl', true]];
	return mountFilesystem({...request, type, parameters: [...parameters, ['ro', true], ...wanted]});
}

/** An empty directory in memory while `use` fills and reads it. */
export function withMemory(material: Pick<Material, 'directory'>, use: (root: string) => void): void {
	const root = material.directory();
	const native = loadNative();
	native.mount('tmpfs', root, 'tmpfs', 0, 'size=90%,nr_inodes=0');
	try {
		use(root);
	} finally {
		native.umount2(root, 0);
	}
}

function run(program: string, ...words: readonly string[]): string {
	return execFileSync(program, words, {stdio: 'pipe', encoding: 'utf8'});
}

/** An EROFS image of a tree and its content. */
export function writeErofs(source: ImageSource, image: string): void {
	withMemory(source, (root) => {
		layOutForImage(source.tree, root, source.stores);
		run('mkfs.erofs', '--quiet', image, root);
	});
}

export const erofs: Contestant = {
	make(material) {
		const image = join(material.directory(), 'image.erofs');
		writeErofs(material, image);
		return (show) => showFilesystem('erofs', [['source', image]], show);
	},
};

export function makeSquashfs(root: string, image: string): void {
	run('mksquashfs', root, image, '-quiet', '-no-progress', '-noappend', '-processors', '1');
}

/** A squashfs image of a tree and its content. */
export function writeSquashfs(source: ImageSource, image: string): void {
	withMemory(source, (root) => {
		layOutForImage(source.tree, root, source.stores);
		makeSquashfs(root, image);
	});
}

export const squashfs: Contestant = {
	make(material) {
		const image = join(material.directory(), 'image.squashfs');
		writeSquashfs(material, image);
		const device = attachLoop(material, image);
		return (show) => showFilesystem('squashfs', [['source', device]], show);
	},
};

/**
 * An ext4 image of a tree and its content, `dataBytes` long, and dm-verity's hash tree of it behind that, in one file. Gives the root
 * hash, hexadecimal.
 */
export function writeExt4(source: ImageSource, image: string, dataBytes: number): string {
	const work = source.directory();
	const file = openSync(image, 'wx+', 0o600);
	try {
		ftruncateSync(file, dataBytes);
		run('mkfs.ext4', '-q', '-b', '4096', '-O', '^has_journal,ea_inode', '-I', '256', image);
		const native = loadNative();
		withLoop(file, 0, (device) => {
			native.mount(device, work, 'ext4', 0, null);
			try {
				rmdirSync(join(work, 'lost+found'));
				layOutForImage(source.tree, work, source.stores);
			} finally {
				native.umount2(work, 0);
			}
		});
	} finally {
		closeSync(file);
	}
	const offset = [`--data-blocks=${dataBytes / 4096}`, `--hash-offset=${dataBytes}`];
	const formatted = run('veritysetup', 'format', '--salt=-', ...offset, image, image);
	const digest = /^Root hash:\s*([0-9a-f]{64})$/m.exec(formatted)?.[1];
	if (digest === undefined) throw new Error(`Expected veritysetup to say a root hash, got ${formatted}`);
	return digest;
}

/** Bytes, all of which dm-verity digests: as few as the largest content of a case fits into. */
const imageSize = 32 * 2 ** 20;

/** ext4 that is written once and then read through dm-verity, as images of systems are. */
export const ext4: Contestant = {
	make(material) {
		const place = material.directory();
		const image = join(place, 'image.ext4');
		const rootHash = writeExt4(material, image, imageSize);
		const name = `t-${place.replace(/\W/g, '')}`;
		const below = {device: attachLoop(material, image), dataBytes: imageSize, rootHash};
		const device = createVerity(name, below);
		material.cleanup.push(`the dm-verity device ${name}`, () => removeMapped(name));
		return (show) => showFilesystem('ext4', [['source', device]], show);
	},
};
