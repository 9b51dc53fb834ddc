import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {asTask} from '../permissions/_as-task.ts';
import {getXattr} from './_get.ts';

const key = 'system.posix_acl_access';

export default defineCase({
	title: 'an ACL through an idmapped mount names, grants to and denies the shifted ids',
	groups: ['auto', 'xattrs'],
	needs: ['acl', 'idmap'],
	batch: true,
	async run(t) {
		const acl = (shift: number) =>
			encodeAcl({
				owner: 6,
				users: {[5 + shift]: 4, [6 + shift]: 0},
				group: 0,
				groups: {[7 + shift]: 4},
				mask: 4,
				others: 0,
			});
		const file = regularFile(undefined, {permissions: 0o640, xattrs: {[key]: acl(0)}});
		const image = await t.image(directory({file}));
		const range = [{inside: 0, outside: 100_000, count: 10}];
		using namespace = createUserNamespace({uids: range, gids: range});
		const plain = await t.mount(image);
		const shifted = await t.mount(image, {idmap: namespace.fd});

		for (const [mount, shift, otherShift] of [
			[plain, 0, 100_000],
			[shifted, 100_000, 0],
		] as const) {
			const open = (uid: number, groups: number[] = []) =>
				asTask({uid, gid: 9999, groups}, () => mount.open('file').close());
			t.deepEqual(getXattr(`${mount.path}/file`, key), acl(shift));
			open(5 + shift);
			open(8888, [7 + shift]);
			await t.fails('EACCES', () => open(6 + shift));
			await t.fails('EACCES', () => open(5 + otherShift));
			await t.fails('EACCES', () => open(8888, [7 + otherShift]));
		}
	},
});
