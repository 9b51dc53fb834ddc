/** What images and objects from places that nobody trusts can do, as claims. */
import type {Claim} from './claims.ts';

export const grantsClaim: Claim = {
	title: 'A mount grants what its image grants, whatever its objects would',
	said: 'For it: owners, modes, ACLs and xattrs are those of the image, objects are content and nothing else. Against it: the same with overlayfs, whose metadata layer decides.',
	decidedBy: 'claims/a-mount-grants-what-its-image-grants',
	rows: [
		{id: 'grants-setuid', title: 'no setuid bit of an object', unit: '', better: 'yes'},
		{id: 'grants-mode', title: 'no reading by the mode of an object', unit: '', better: 'yes'},
		{id: 'grants-owner', title: 'no reading by its owner', unit: '', better: 'yes'},
		{id: 'grants-acl', title: 'no reading by its ACL', unit: '', better: 'yes'},
		{id: 'grants-xattr', title: 'no xattrs of an object', unit: '', better: 'yes'},
		{id: 'grants-capability', title: 'no file capabilities of an object', unit: '', better: 'yes'},
		{id: 'grants-by-handle', title: 'no opening by handle for users', unit: '', better: 'yes'},
		{id: 'grants-writing', title: 'no writing through an open file', unit: '', better: 'yes'},
		{id: 'grants-what-it-says', title: 'a private object, read as the image says', unit: '', better: 'yes'},
	],
};
