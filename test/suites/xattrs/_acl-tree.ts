import type {CaseContext} from '#case';
import type {ImageFile, Store} from '../../../src/guest/store.ts';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import type {Task} from '../permissions/_as-task.ts';

export const accessKey = 'system.posix_acl_access';
export const named: Task = {uid: 1000, gid: 1000};
export const member: Task = {uid: 1001, gid: 1001, groups: [77]};
export const masked: Task = {uid: 1002, gid: 1002};
export const denied: Task = {uid: 1003, gid: 1003};
export const stranger: Task = {uid: 1004, gid: 1004};

/** Of the file `some`: it grants what the mode does not. */
export const someAcl = encodeAcl({
	owner: 6,
	users: {1000: 4, 1002: 2},
	group: 0,
	groups: {77: 4},
	mask: 4,
	others: 0,
});

/** Files and a directory whose ACLs say something else than their modes. */
export async function aclImage(t: CaseContext): Promise<{store: Store; image: ImageFile}> {
	const most = encodeAcl({owner: 6, users: {1003: 0}, group: 4, mask: 7, others: 4});
	const search = encodeAcl({owner: 7, users: {1000: 1}, group: 0, mask: 5, others: 0});
	const store = await t.store({content: 'hello'});
	const content = {size: 5, backing: 'content'};
	const tree = directory({
		dir: directory({file: regularFile(content)}, {permissions: 0o750, xattrs: {[accessKey]: search}}),
		most: regularFile(content, {permissions: 0o674, xattrs: {[accessKey]: most}}),
		some: regularFile(content, {permissions: 0o640, xattrs: {[accessKey]: someAcl}}),
	});
	return {store, image: await t.image(tree)};
}
