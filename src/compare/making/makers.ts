import type {ContestantName} from '../../result/contestant.ts';

/** A program of the host and its words. */
export type Command = readonly [program: string, ...words: string[]];

export type Commands = (tree: string, out: string, treeBytes: number) => Command[];

/** Who makes what is mounted, out of a tree of the host. */
export type Maker =
	/** Our own library, in this process: an image and its objects. */
	| {readonly by: 'us'}
	/** Programs, one after the other, that need no privilege. `compressed`: the same with content compressed, where it is not anyway. */
	| {
			readonly by: 'programs';
			readonly commands: Commands;
			readonly compressed?: Commands;
			readonly note?: string;
	  }
	/** Our library for the objects, and for so many trees of links to them; `copied`: a program that copies the tree, without a store. */
	| {readonly by: 'links'; readonly layers: number; readonly copied?: Commands}
	/**
	 * Our library for the objects, and for a tree of metadata that points to them; then a program that makes an image of this. `sizes`: its
	 * files have their sizes.
	 */
	| {
			readonly by: 'both';
			readonly sizes: boolean;
			readonly commands: (tree: string, out: string) => Command[];
			readonly note: string;
	  };

const madeByUsers =
	'of a tree of metadata, laid out first; its xattrs are user.overlay.*, as long as those of root';

const erofsMetadata: Maker = {
	by: 'both',
	sizes: false,
	commands: (tree, out) => [['mkfs.erofs', '--quiet', '-Enosbcrc', `${out}/image`, tree]],
	note: `${madeByUsers}; sizes of files are not written in`,
};

const mebibyte = 2 ** 20;

/** Room for content that is rounded up to blocks, inodes and directories; ext4 is made in a sparse file. */
const ext4Size = (treeBytes: number) => `${Math.ceil((1.5 * treeBytes) / mebibyte) + 64}M`;

/** In clusters of squashfs's size, and with small content, or what is there already, put together as squashfs does it; 1.5 can't but the ends of files. */
const smallErofs = ['-zlz4hc,12', '-C131072', '-Eztailpacking,fragments,dedupe'];

const squashfs = (tree: string, out: string): Command[] => [
	['mksquashfs', tree, `${out}/image`, '-quiet', '-no-progress', '-noappend', '-processors', '1'],
];

/** The options are those with which the suites make these, so that what is timed is what is tested. */
export const makers: Readonly<Record<ContestantName, Maker>> = {
	composefs: {by: 'us'},
	'erofs+overlayfs': erofsMetadata,
	'erofs-loop+overlayfs': erofsMetadata,
	'squashfs+overlayfs': {
		by: 'both',
		sizes: true,
		commands: squashfs,
		note: madeByUsers,
	},
	erofs: {
		by: 'programs',
		commands: (tree, out) => [['mkfs.erofs', '--quiet', `${out}/image`, tree]],
		compressed: (tree, out) => [['mkfs.erofs', '--quiet', ...smallErofs, `${out}/image`, tree]],
	},
	squashfs: {by: 'programs', commands: squashfs, note: 'compressed with gzip'},
	'ext4-ro': {
		by: 'programs',
		commands: (tree, out, treeBytes) => [
			[
				'mkfs.ext4',
				...'-q -b 4096 -O ^has_journal,ea_inode -I 256 -d'.split(' '),
				tree,
				`${out}/image`,
				ext4Size(treeBytes),
			],
			['veritysetup', 'format', `${out}/image`, `${out}/image.hashes`],
		],
	},
	'overlayfs-layers': {
		by: 'links',
		layers: 2,
		copied: (tree, out) => [['cp', '--recursive', '--preserve', '--reflink=never', tree, `${out}/layer`]],
	},
	checkout: {by: 'links', layers: 1},
};
