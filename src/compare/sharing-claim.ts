/** What images have in common, and who has it once, as claims. */
import {citations as cited} from './citations.ts';
import type {Claim, Row} from './claims.ts';

/** How many images there are at a time. */
export const imageCounts = [2, 5, 20] as const;

const counted = (id: string, title: (count: number) => string, noise = 0): readonly Row[] =>
	imageCounts.map((count) => ({
		id: `${id}-${count}`,
		title: title(count),
		unit: 'KiB',
		better: 'less',
		noise,
	}));

/** Of some thousand KiB, a page of metadata is in the page cache or not: 4 KiB, and 16 where the second filesystem is btrfs. */
const noiseOfCaches = 0.01;

export const sharingClaim: Claim = {
	title: 'Images that have nine of ten files in common take little more than one',
	said: 'For it: files of images that happen to be equal are one on the disk and in the page cache. Against it: the same with what is there already.',
	cites: [cited.firstPosting, cited.prosAndCons],
	decidedBy: 'claims/images-share-what-they-have',
	rows: [
		...counted('shared-disk', (count) => `${count} images on the disk`),
		...counted('shared-cache', (count) => `${count} images in the page cache, all read`, noiseOfCaches),
	],
};

export const apartClaim: Claim = {
	title: 'Images on two filesystems have in common what lies on either',
	said: 'For it: objects may lie on any filesystem, where hard links and reflinks reach no further than one. Against it: overlayfs, too, finds content in several layers.',
	cites: [cited.acrossMounts, cited.improveWhatIsThere],
	decidedBy: 'claims/images-on-two-filesystems-share',
	rows: [
		...counted('apart-disk', (count) => `${count} images on two disks`),
		...counted('apart-cache', (count) => `${count} images in the page cache, all read`, noiseOfCaches),
	],
};

export const mappedClaim: Claim = {
	title: 'A library that programs of several images map is in memory once',
	said: 'For it: what several images have is in the page cache once, and mapped from there. Against it: the same with what is there already.',
	cites: [cited.firstPosting, cited.prosAndCons],
	decidedBy: 'claims/libraries-are-mapped-once',
	rows: [
		...counted('mapped', (count) => `libc, mapped by a program of each of ${count}`),
		{id: 'mapped-apart', title: 'libc, mapped by two on two filesystems', unit: 'KiB', better: 'less'},
		{id: 'mapped-each', title: 'what each of the programs has of it', unit: 'KiB', better: 'none'},
	],
};
