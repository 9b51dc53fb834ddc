import type {ContestantName} from './evidence.ts';

/** What is good in a row, so that somebody can be said to win it. */
export type Better = 'less' | 'more' | 'yes' | 'earliest';

/** One measured or tried thing, with a value for each contestant. */
export interface Row {
	readonly id: string;
	readonly title: string;
	readonly unit: string;
	readonly better: Better;
}

/** Something that was said in the debate, and what decides it. */
export interface Claim {
	readonly title: string;
	/** Who said it and when, in a few words of ours. */
	readonly said: string;
	/** The case that decides, below test/debate/. */
	readonly decidedBy: string;
	readonly rows: readonly Row[];
}

/** Who said what is in the archive of linux-fsdevel, in the threads of "Composefs: an opportunistically sharing verified image filesystem". */
export const claims: readonly Claim[] = [
	{
		title: 'A tree is there at once, and goes without a trace',
		said: 'The posting (A. Larsson, v3, 20 January 2023): one mount shows a whole image, where a checkout makes every file and removes it again. The reply (A. Goldstein, 20 January): a read-only overlayfs over EROFS metadata and a data layer does, too.',
		decidedBy: 'claims/set-up-and-tear-down',
		rows: [
			{id: 'set-up-calls', title: 'system calls until the tree is there', unit: 'calls', better: 'less'},
			{id: 'set-up-entries', title: 'files and directories made for it', unit: 'entries', better: 'less'},
			{id: 'set-up-ms', title: 'until the first byte was read', unit: 'ms', better: 'less'},
			{id: 'tear-down-calls', title: 'system calls until nothing is left', unit: 'calls', better: 'less'},
			{id: 'tear-down-ms', title: 'until nothing is left', unit: 'ms', better: 'less'},
			{id: 'image-bytes', title: 'size of the image', unit: 'bytes', better: 'less'},
		],
	},
	{
		title: 'What is changed on the disk is noticed before it is believed',
		said: 'The posting (v3, 20 January 2023): the digest of the image and those of its objects make everything trustworthy, metadata included. The reply (A. Goldstein, G. Xiang, 17 to 21 January): fs-verity or dm-verity below EROFS, and digests in metacopy xattrs.',
		decidedBy: 'claims/tampering-is-noticed',
		rows: [
			{id: 'tamper-content', title: "an object's content was changed", unit: '', better: 'earliest'},
			{id: 'tamper-swap', title: 'an object was swapped for another valid one', unit: '', better: 'earliest'},
			{id: 'tamper-removed', title: 'an object was removed', unit: '', better: 'earliest'},
			{id: 'tamper-mode', title: 'a mode was changed in the image', unit: '', better: 'earliest'},
			{id: 'tamper-owner', title: 'an owner was changed in the image', unit: '', better: 'earliest'},
			{id: 'tamper-moved', title: 'two names were exchanged in the image', unit: '', better: 'earliest'},
			{
				id: 'tamper-mounted',
				title: 'an image without fs-verity is written to while mounted',
				unit: '',
				better: 'earliest',
			},
		],
	},
	{
		title: 'Images share what is equal in memory',
		said: 'The posting (v3, 20 January 2023): a file that several images have is in the page cache once. The reply (G. Xiang, 21 January): what else has a data layer has that as well.',
		decidedBy: 'claims/pages-are-shared',
		rows: [
			{
				id: 'shared-pages',
				title: "pages of one tree's file that the other finds cached",
				unit: '%',
				better: 'more',
			},
		],
	},
	{
		title: 'Content lies anywhere, and comes when it is needed',
		said: 'The posting (v3, 20 January 2023): backing files on any filesystem, several base directories, objects that are fetched later. The reply (A. Goldstein, 20 and 21 January): several data layers.',
		decidedBy: 'claims/content-lies-anywhere',
		rows: [
			{id: 'several-filesystems', title: 'content on two filesystems at once', unit: '', better: 'yes'},
			{id: 'absent-until-needed', title: 'an object that comes after the set-up', unit: '', better: 'yes'},
		],
	},
	{
		title: 'What only one side has',
		said: 'Both sides, January and February 2023: ownership of its own for each name of one object, identity mapping, handles for NFS and backups, a writable layer above.',
		decidedBy: 'claims/what-only-one-side-has',
		rows: [
			{id: 'file-handles', title: 'opened by handle', unit: '', better: 'yes'},
			{id: 'idmapped-mounts', title: 'mounted with mapped ids', unit: '', better: 'yes'},
			{id: 'writable-upper', title: 'a writable overlay above', unit: '', better: 'yes'},
			{id: 'modes-of-its-own', title: 'two modes for one object', unit: '', better: 'yes'},
			{id: 'no-write-at-all', title: 'no way to change it', unit: '', better: 'yes'},
		],
	},
];

/** For a table's head. */
export const contestantTitles: Readonly<Record<ContestantName, string>> = {
	composefs: 'composefs',
	'erofs+overlayfs': 'EROFS + overlayfs',
	'overlayfs-layers': 'unpacked layers',
	checkout: 'checkout',
};
