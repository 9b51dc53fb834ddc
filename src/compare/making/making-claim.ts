import {citations as cited} from '../citations.ts';
import type {Claim} from '../claims.ts';

export const makingClaim: Claim = {
	title: 'An image is small, and soon made',
	said: 'For it: an image holds metadata alone, and equal files are one object. Against it: images that hold the content are made by one program too, and may be compressed.',
	cites: [cited.firstPosting, cited.prosAndCons],
	decidedBy: 'src/compare/making/makers.ts',
	rows: [
		{id: 'made-ms', title: 'processor time to make it of a tree', unit: 'ms', better: 'less'},
		{
			id: 'made-compressed-ms',
			title: 'the same, compressed where that can be',
			unit: 'ms',
			better: 'less',
		},
		{id: 'made-copied-ms', title: 'to copy the tree, without a store', unit: 'ms', better: 'none'},
		{id: 'made-kib', title: 'on the disk, content included', unit: 'KiB', better: 'less'},
		{
			id: 'made-compressed-kib',
			title: 'the same, compressed where that can be',
			unit: 'KiB',
			better: 'less',
		},
		{id: 'made-image-kib', title: 'the image alone', unit: 'KiB', better: 'none'},
	],
};
