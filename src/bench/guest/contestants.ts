import {escapeBasedir} from '../../mount/composefs.ts';
import {constants as c} from '../../native.ts';
import {benchLayout, type ContestantName} from '../plan.ts';
import {type ObjectPolicy, verityCheckOf} from '../verity-policies.ts';

/** One mount(2). */
export interface MountStep {
	readonly source: string;
	readonly target: string;
	readonly type: string;
	readonly flags: number;
	readonly data: string;
}

export interface MountOptions {
	readonly acls: boolean;
	/** Which objects, and what is checked of them. Default: those of the other trials, unchecked. */
	readonly policy?: ObjectPolicy;
}

export interface Contestant {
	/** Kernel modules it takes. */
	readonly modules: readonly string[];
	/** In this order; unmounted in reverse. */
	mounts(options: MountOptions): readonly MountStep[];
	/** Where the tree is then. */
	readonly root: string;
	/** The slab cache of its inodes. */
	readonly inodeCache: string;
	/** Has file content. */
	readonly content: boolean;
	/** Its content is in objects, and it can check their digests. */
	readonly checksObjects: boolean;
	/** What it holds lives in memory alone: it is filled after mounting, and mounted once. */
	readonly memory: boolean;
}

/** Where things are in the guest of a bench. */
export interface Places {
	/** The mounted `store` disk. */
	readonly store: string;
	/** An empty directory. */
	readonly target: string;
	/** Another one. */
	readonly below: string;
	/** Device files. */
	readonly devices: {readonly store: string; readonly scratch: string};
	/** A loop device of the image of EROFS, where that is mounted from one. */
	readonly loop?: string;
	/** The one of them whose requests count; undefined for a contestant in memory. */
	readonly measured?: string;
}

export function contestantAt(name: ContestantName, places: Places): Contestant {
	const {store, target, below, devices} = places;
	const readOnly = c.MS_RDONLY;
	const objects = (policy?: ObjectPolicy) => `${store}/${benchLayout[policy?.objects ?? 'objects']}`;
	const erofs = (on: string, acls: boolean, source = `${store}/${benchLayout.erofs}`) => ({
		source,
		target: on,
		type: 'erofs',
		flags: readOnly,
		data: acls ? '' : 'noacl',
	});
	switch (name) {
		case 'composefs':
			return {
				modules: [],
				mounts: ({acls, policy}) => [
					{
						source: `${store}/${benchLayout.image}`,
						target,
						type: 'composefs',
						flags: readOnly,
						data: `basedir=${escapeBasedir(objects(policy))}${checkOption(policy)}${acls ? '' : ',noacl'}`,
					},
				],
				root: target,
				inodeCache: 'composefs_inode',
				content: true,
				checksObjects: true,
				memory: false,
			};
		case 'erofs':
			return {
				modules: ['erofs'],
				mounts: ({acls}) => [erofs(target, acls)],
				root: target,
				inodeCache: 'erofs_inode',
				content: false,
				checksObjects: false,
				memory: false,
			};
		case 'erofs-loop':
			return {
				modules: ['erofs'],
				mounts: ({acls}) => [erofs(target, acls, places.loop)],
				root: target,
				inodeCache: 'erofs_inode',
				content: false,
				checksObjects: false,
				memory: false,
			};
		case 'erofs-overlay':
			return {
				modules: ['erofs', 'overlay'],
				mounts: ({acls, policy}) => [
					erofs(below, acls),
					{
						source: 'overlay',
						target,
						type: 'overlay',
						flags: readOnly,
						data: `metacopy=on,redirect_dir=on${policy === undefined ? '' : `,verity=${policy.check}`},lowerdir=${below}::${objects(policy)}`,
					},
				],
				root: target,
				inodeCache: 'ovl_inode',
				content: true,
				checksObjects: true,
				memory: false,
			};
		case 'tmpfs':
			return {
				modules: [],
				mounts: () => [{source: 'tmpfs', target, type: 'tmpfs', flags: 0, data: 'size=90%,nr_inodes=0'}],
				root: target,
				inodeCache: 'shmem_inode_cache',
				content: true,
				checksObjects: false,
				memory: true,
			};
		case 'ext4':
			return {
				modules: ['ext4'],
				mounts: () => [{source: devices.scratch, target, type: 'ext4', flags: readOnly, data: ''}],
				root: `${target}/${benchLayout.tree}`,
				inodeCache: 'ext4_inode_cache',
				content: true,
				checksObjects: false,
				memory: false,
			};
	}
}

function checkOption(policy: ObjectPolicy | undefined): string {
	return policy === undefined ? '' : `,verity_check=${verityCheckOf[policy.check]}`;
}
