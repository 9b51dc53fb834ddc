/** Contestants that hold the content themselves: one image, all in it. */
import {execFileSync} from 'node:child_process';
import {closeSync, ftruncateSync, mkdirSync, openSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';
import {type Mount, mountFilesystem, type Parameter} from '../../mount/mount.ts';
import {loadNative} from '../../native.ts';
import type {Contestant, Material, Show} from './contestant.ts';
import {layOutCopy} from './lay-out.ts';
import {attachLoop} from './loop-device.ts';

/** A filesystem that is mounted as it is, read-only. */
export function showFilesystem(type: string, parameters: readonly Parameter[], show: Show): Mount {
	const {acl, verified: _, ...request} = show;
	const wanted: Parameter[] = acl === undefined ? [] : [[acl ? 'acl' : 'noacl', true]];
	return mountFilesystem({...request, type, parameters: [...parameters, ['ro', true], ...wanted]});
}

/** An empty directory in memory while `use` fills and reads it. */
export function withMemory(material: Material, use: (root: string) => void): void {
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

export const erofs: Contestant = {
	make(material) {
		const image = join(material.directory(), 'image.erofs');
		withMemory(material, (root) => {
			layOutCopy(material.tree, root, material.stores);
			run('mkfs.erofs', '--quiet', image, root);
		});
		return (show) => showFilesystem('erofs', [['source', image]], show);
	},
};

export function makeSquashfs(root: string, image: string): void {
	run('mksquashfs', root, image, '-quiet', '-no-progress', '-noappend', '-processors', '1');
}

export const squashfs: Contestant = {
	make(material) {
		const image = join(material.directory(), 'image.squashfs');
		withMemory(material, (root) => {
			layOutCopy(material.tree, root, material.stores);
			makeSquashfs(root, image);
		});
		const device = attachLoop(material, image);
		return (show) => showFilesystem('squashfs', [['source', device]], show);
	},
};

/** Bytes, all of which dm-verity digests: as few as the largest content of a case fits into. */
const imageSize = 32 * 2 ** 20;

/** ext4 that is written once and then read through dm-verity, as images of systems are. */
export const ext4: Contestant = {
	make(material) {
		const [place, work] = [material.directory(), material.directory()];
		const [image, hashes] = [join(place, 'image.ext4'), join(place, 'image.verity')];
		const file = openSync(image, 'wx', 0o600);
		ftruncateSync(file, imageSize);
		closeSync(file);
		run('mkfs.ext4', '-q', '-b', '4096', '-O', '^has_journal,ea_inode', '-I', '256', image);
		const native = loadNative();
		const writable = attachLoop(material, image);
		native.mount(writable, work, 'ext4', 0, null);
		try {
			rmdirSync(join(work, 'lost+found'));
			layOutCopy(material.tree, work, material.stores);
		} finally {
			native.umount2(work, 0);
		}
		const formatted = run('veritysetup', 'format', writable, hashes);
		const digest = /^Root hash:\s*([0-9a-f]{64})$/m.exec(formatted)?.[1];
		if (digest === undefined) throw new Error(`Expected veritysetup to say a root hash, got ${formatted}`);
		const tree = attachLoop(material, hashes);
		mkdirSync('/dev/mapper', {recursive: true});
		const name = `t-${place.replace(/\W/g, '')}`;
		run('veritysetup', 'open', writable, name, tree, digest);
		material.cleanup.push(`the dm-verity device ${name}`, () => run('veritysetup', 'close', name));
		const device = `/dev/mapper/${name}`;
		return (show) => showFilesystem('ext4', [['source', device]], show);
	},
};
