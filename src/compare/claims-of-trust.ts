/** What images and objects from places that nobody trusts can do, as claims. */
import {citations as cited} from './citations.ts';
import type {Claim} from './claims.ts';

export const grantsClaim: Claim = {
	title: 'A mount grants what its image grants, whatever its objects would',
	said: 'For it: owners, modes, ACLs and xattrs are those of the image, objects are content and nothing else. Against it: the same with overlayfs, whose metadata layer decides.',
	cites: [cited.sameOutcome, cited.improveWhatIsThere],
	decidedBy: 'claims/a-mount-grants-what-its-image-grants',
	rows: [
		{id: 'grants-setuid', title: 'no setuid bit of an object', unit: '', better: 'yes'},
		{id: 'grants-mode', title: 'no reading by the mode of an object', unit: '', better: 'yes'},
		{id: 'grants-later', title: 'no reading by a mode that it gets later', unit: '', better: 'yes'},
		{id: 'grants-closed', title: 'no reading of mode 0000, by its owner', unit: '', better: 'yes'},
		{id: 'grants-owner', title: 'no reading by the owner of an object', unit: '', better: 'yes'},
		{id: 'grants-acl', title: 'no reading by the ACL of an object', unit: '', better: 'yes'},
		{id: 'grants-xattr', title: 'no xattrs of an object', unit: '', better: 'yes'},
		{id: 'grants-capability', title: 'no file capabilities of an object', unit: '', better: 'yes'},
		{id: 'grants-device', title: 'no device in the place of an object', unit: '', better: 'yes'},
		{id: 'grants-by-handle', title: 'no opening by handle for users', unit: '', better: 'yes'},
		{id: 'grants-writing', title: 'no writing through an open file', unit: '', better: 'yes'},
		{id: 'grants-what-it-says', title: 'a private object, read as the image says', unit: '', better: 'yes'},
		{id: 'grants-its-owner', title: "root's object, read by the image's owner", unit: '', better: 'yes'},
	],
};

export const programsClaim: Claim = {
	title: 'Programs run with what their image grants',
	said: 'For it: setuid bits and file capabilities are those of the image, and a mount can do without them. Against it: the same with overlayfs.',
	cites: [cited.sameOutcome],
	decidedBy: 'claims/programs-run-with-what-their-image-grants',
	rows: [
		{id: 'programs-setuid', title: 'no ids by setuid bits of an object', unit: '', better: 'yes'},
		{id: 'programs-later', title: 'no ids by setuid bits that are set later', unit: '', better: 'yes'},
		{id: 'programs-capability', title: 'no capabilities by an xattr of an object', unit: '', better: 'yes'},
		{id: 'programs-as-said', title: 'setuid, capabilities, devices of the image', unit: '', better: 'yes'},
		{id: 'programs-restricted', title: 'none of these under nosuid and nodev', unit: '', better: 'yes'},
	],
};

export const signedClaim: Claim = {
	title: 'An image from a place that nobody trusts needs one signature',
	said: 'For it: one digest stands for a whole image, so that one signature over it, checked in user space before the mount, makes all of it trustworthy. Against it: the chain of trust is still to be solved, and the same digest can be asked of an EROFS image.',
	cites: [cited.coupleOfThousandLines, cited.signedMetadata],
	decidedBy: 'claims/an-image-from-anywhere-needs-one-signature',
	rows: [
		{id: 'signed-image', title: 'a forged image under a true signature', unit: '', better: 'earliest'},
		{id: 'signed-statement', title: 'an image and a digest that nobody signed', unit: '', better: 'earliest'},
		{id: 'signed-by-another', title: 'the right image, signed by another', unit: '', better: 'earliest'},
		{id: 'signed-object', title: 'forged content below a signed image', unit: '', better: 'earliest'},
		{
			id: 'signed-bytes',
			title: 'read from the disk until it can be trusted',
			unit: 'KiB',
			better: 'less',
			trial: 'mount',
		},
	],
};
