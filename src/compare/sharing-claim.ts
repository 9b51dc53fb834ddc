/** What images have in common, and who has it once, as claims. */
import {citations as cited} from './citations.ts';
import type {Claim, Row} from './claims.ts';

/** How many images there are at a time. */
export const imageCounts = [2, 5, 20] as const;

const counted = (id: string, title: (count: number) => string): readonly Row[] =>
	imageCounts.map((count) => ({id: `${id}-${count}`, title: title(count), unit: 'KiB', better: 'less'}));

export const sharingClaim: Claim = {
	title: 'Images that have nine of ten files in common take little more than one',
	said: 'For it: files of images that happen to be equal are one on the disk and in the page cache. Against it: the same with what is there already.',
	cites: [cited.firstPosting, cited.prosAndCons],
	decidedBy: 'claims/images-share-what-they-have',
	rows: [
		...counted('shared-disk', (count) => `${count} images on the disk`),
		...counted('shared-cache', (count) => `${count} images in the page cache, all read`),
	],
};
