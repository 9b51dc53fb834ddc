import {type Citation, citations as cited} from './citations.ts';
import {grantsClaim, programsClaim, signedClaim} from './claims-of-trust.ts';
import {codeClaim} from './code/code-claim.ts';
import type {ContestantName} from './evidence.ts';
import {makingClaim} from './making/making-claim.ts';
import {apartClaim, mappedClaim, sharingClaim} from './sharing-claim.ts';

/** What is good in a row, so that somebody can be said to win it; `none`: it is told, and nobody wins it. */
export type Better = 'less' | 'more' | 'yes' | 'earliest' | 'none';

/** One measured or tried thing, with a value for each contestant. */
export interface Row {
	readonly id: string;
	readonly title: string;
	readonly unit: string;
	readonly better: Better;
	/** Values that differ by less are level, as a part of the greater; by default a tenth for times, and nothing else. */
	readonly noise?: number;
	/** The trial of the bench that counts the same in instructions or in requests of the disk. */
	readonly trial?: string;
}

/** Something that was said in the debate, and what decides it. */
export interface Claim {
	readonly title: string;
	/** What each side says, in a few words of ours. */
	readonly said: string;
	/** Who said so, and when. */
	readonly cites: readonly Citation[];
	/** The case that decides, below test/debate/; or a file of ours below src/, where nothing has to run in a guest. */
	readonly decidedBy: string;
	readonly rows: readonly Row[];
}

/** The threads are in the archive of linux-fsdevel: "Composefs: an opportunistically sharing verified image filesystem", v2 and v3. */
export const claims: readonly Claim[] = [
	{
		title: 'A tree is there at once, and goes without a trace',
		said: 'For it: an image is shown by a mount, where unpacked trees take system calls for each file and an rm -rf. Against it: what keeps a read-only overlayfs over EROFS metadata, with metacopy and redirect, and a data layer from the same outcome?',
		cites: [cited.sameOutcome, cited.timeOfLayers, cited.prosAndCons, cited.loopDevicesLeak],
		decidedBy: 'claims/set-up-and-tear-down',
		rows: [
			{id: 'set-up-calls', title: 'system calls until the tree is there', unit: 'calls', better: 'less'},
			{id: 'set-up-entries', title: 'files and directories made for it', unit: 'entries', better: 'less'},
			{id: 'set-up-devices', title: 'devices that all of the system sees', unit: 'devices', better: 'less'},
			{id: 'set-up-ms', title: 'until the first byte was read', unit: 'ms', better: 'less', trial: 'mount'},
			{id: 'tear-down-calls', title: 'system calls until nothing is left', unit: 'calls', better: 'less'},
			{id: 'tear-down-ms', title: 'until nothing is left', unit: 'ms', better: 'less', trial: 'walk'},
			{id: 'image-bytes', title: 'size of the image', unit: 'bytes', better: 'less'},
		],
	},
	{
		title: 'Containers come and go all the time',
		said: 'For it: containers that are needed for seconds are set up and torn down all the time, so that what each costs and leaves counts. Against it: the time of making layers is what EROFS with overlayfs saves as well, and looking content up late can be had in overlayfs too.',
		cites: [cited.comeAndGo, cited.shortLived, cited.timeOfLayers],
		decidedBy: 'claims/containers-come-and-go',
		rows: [
			{id: 'rounds-calls', title: 'system calls of a round, of 200', unit: 'calls', better: 'less'},
			{id: 'rounds-ms', title: 'made, read and gone, on average', unit: 'ms', better: 'less', trial: 'mount'},
			{id: 'rounds-mounts', title: 'mounts and loop devices left by 200', unit: '', better: 'less'},
			{id: 'rounds-entries', title: 'files and directories left by 200', unit: '', better: 'less'},
			{id: 'rounds-slab', title: 'kernel memory (slab) left by each', unit: 'KiB', better: 'less'},
		],
	},
	{
		title: 'What is changed on the disk is noticed before it is believed',
		said: 'For it: a verified image; digests of fs-verity in the image make content trustworthy, one digest of the image everything. Against it: the same with what is there already.',
		cites: [cited.firstPosting, cited.sameOutcome],
		decidedBy: 'claims/tampering-is-noticed',
		rows: [
			{id: 'tamper-content', title: "a file's content was changed", unit: '', better: 'earliest'},
			{
				id: 'tamper-block',
				title: 'a block of content was changed below the filesystem',
				unit: '',
				better: 'earliest',
			},
			{id: 'tamper-swap', title: "a file's content was swapped for another's", unit: '', better: 'earliest'},
			{id: 'tamper-removed', title: 'an object was removed', unit: '', better: 'earliest'},
			{id: 'tamper-mode', title: 'a mode was changed in the image', unit: '', better: 'earliest'},
			{id: 'tamper-owner', title: 'an owner was changed in the image', unit: '', better: 'earliest'},
			{id: 'tamper-moved', title: 'two names were exchanged in the image', unit: '', better: 'earliest'},
			{id: 'tamper-xattr', title: 'an xattr was added in the image', unit: '', better: 'earliest'},
			{id: 'tamper-image', title: 'an older image was put in its place', unit: '', better: 'earliest'},
			{id: 'tamper-anchor', title: 'what notices a changed image', unit: '', better: 'none'},
			{
				id: 'tamper-metadata',
				title: 'a block of metadata was changed below the filesystem',
				unit: '',
				better: 'earliest',
			},
			{
				id: 'tamper-mounted',
				title: 'a mode is changed in a mounted image without fs-verity',
				unit: '',
				better: 'earliest',
			},
			{
				id: 'tamper-mounted-sealed',
				title: 'a mode is changed in a mounted image with fs-verity',
				unit: '',
				better: 'earliest',
			},
		],
	},
	{
		title: 'Images share what is equal in memory',
		said: 'For it: what several images have is in the page cache once. Against it: the same with what is there already.',
		cites: [cited.firstPosting, cited.prosAndCons],
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
	sharingClaim,
	apartClaim,
	mappedClaim,
	{
		title: 'Content lies anywhere, and comes when it is needed',
		said: 'For it: content on any filesystem, and objects that are absent until they are needed. Against it: with metacopy a layer may have the content of a file read from any path in one below, so improve what is there.',
		cites: [cited.acrossMounts, cited.improveWhatIsThere],
		decidedBy: 'claims/content-lies-anywhere',
		rows: [
			{id: 'several-filesystems', title: 'content on two filesystems at once', unit: '', better: 'yes'},
			{id: 'absent-until-needed', title: 'an object that comes after the set-up', unit: '', better: 'yes'},
		],
	},
	{
		title: 'What only one side has',
		said: 'For it and against it: owners and modes for each name of one object, ACLs, mapped ids, file handles, a writable layer above, and mounts by those who have no privilege but in a user namespace.',
		cites: [cited.truncatedCopy, cited.unprivileged],
		decidedBy: 'claims/what-only-one-side-has',
		rows: [
			{id: 'file-handles', title: 'opened by handle', unit: '', better: 'yes'},
			{id: 'idmapped-mounts', title: 'mounted with mapped ids', unit: '', better: 'yes'},
			{id: 'idmapped-again', title: 'what is mounted, shown with mapped ids', unit: '', better: 'yes'},
			{id: 'writable-upper', title: 'a writable overlay above', unit: '', better: 'yes'},
			{id: 'modes-of-its-own', title: 'two modes for one object', unit: '', better: 'yes'},
			{id: 'acls', title: 'an ACL, shown and enforced', unit: '', better: 'yes'},
			{id: 'user-namespaces', title: 'mounted by root of a user namespace', unit: '', better: 'yes'},
			{id: 'no-write-at-all', title: 'no way to change it', unit: '', better: 'yes'},
		],
	},
	signedClaim,
	grantsClaim,
	programsClaim,
	makingClaim,
	codeClaim,
];

/** What a claim is asked for by: its case, or `making` or `code`. */
export function claimName({decidedBy}: Claim): string {
	const [, name = '', folder] = /^(?:claims\/(.+)|src\/compare\/([^/]+)\/.*)$/.exec(decidedBy) ?? [];
	return folder ?? name;
}

/** The file that decides a claim, from the project's root. */
export function decidingFile({decidedBy}: Claim): string {
	return decidedBy.startsWith('src/') ? decidedBy : `test/debate/${decidedBy}.ts`;
}

/** For a table's head. */
export const contestantTitles: Readonly<Record<ContestantName, string>> = {
	composefs: 'composefs',
	'erofs+overlayfs': 'EROFS + overlayfs',
	erofs: 'EROFS alone',
	squashfs: 'squashfs',
	'ext4-ro': 'ext4 on dm-verity',
	'overlayfs-layers': 'unpacked layers',
	checkout: 'checkout',
};
