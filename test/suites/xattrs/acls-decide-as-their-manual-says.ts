import {defineCase} from '#case';
import {type AclEntries, encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, type Task} from '../permissions/_as-task.ts';

const [owner, group] = [500, 600];
const [users, groups] = [
	[1000, 1001, 1002],
	[700, 701, 702],
] as const;
const key = 'system.posix_acl_access';

/** acl(5), "access check algorithm": whether a task that isn't root gets all the bits it wants. */
function grants(acl: AclEntries, {uid, gid, groups: others = []}: Task, wanted: number): boolean {
	const has = (bits: number) => (bits & wanted) === wanted;
	const mask = acl.mask ?? 7;
	if (uid === owner) return has(acl.owner);
	const named = acl.users?.[uid];
	if (named !== undefined) return has(named & mask);
	const member = [gid, ...others];
	const entries = member.flatMap((id) => [
		...(id === group ? [acl.group] : []),
		...(acl.groups?.[id] === undefined ? [] : [acl.groups[id]]),
	]);
	return entries.length > 0 ? entries.some((bits) => has(bits & mask)) : has(acl.others);
}

/** The model is the manual's: a driver that mixes up entries, tags, ids or the order among them differs from it. */
export default defineCase({
	title: 'random ACLs grant and deny random tasks what the algorithm of acl(5) says, the mask included',
	groups: ['auto', 'xattrs'],
	needs: ['acl'],
	batch: true,
	async run(t) {
		const bits = () => t.random.integer(8);
		const some = (ids: readonly number[]) =>
			Object.fromEntries(ids.filter(() => t.random.integer(2) === 1).map((id) => [id, bits()]));
		const acls = Array.from({length: 24}, (): AclEntries => {
			// Where the mode grants the group nothing, the VFS asks no ACL: so the mask grants something.
			const named = {users: some(users), groups: some(groups), mask: 1 + t.random.integer(7)};
			return {owner: bits(), group: bits(), others: bits(), ...named};
		});
		const files = acls.map((acl, n) => {
			const permissions = (acl.owner << 6) | ((acl.mask ?? 0) << 3) | acl.others;
			const xattrs = {[key]: encodeAcl(acl)};
			return [`${n}`, regularFile(undefined, {uid: owner, gid: group, permissions, xattrs})] as const;
		});
		const mount = await t.mount(await t.image(directory(files)));
		const tasks = Array.from(
			{length: 12},
			(): Task => ({
				uid: t.random.pick([owner, 1000, 1001, 1002, 1003]),
				gid: t.random.pick([group, 700, 701, 9999]),
				groups: [t.random.pick([group, 700, 702, 8888])],
			}),
		);

		let granted = 0;
		for (const [n, acl] of acls.entries())
			for (const task of tasks)
				for (const wanted of [c.R_OK, c.X_OK, c.R_OK | c.X_OK]) {
					const access = () =>
						asTask(task, () =>
							loadNative().faccessat2(c.AT_FDCWD, `${mount.path}/${n}`, wanted, c.AT_EACCESS),
						);
					try {
						if (!grants(acl, task, wanted)) await t.fails('EACCES', access);
						else access();
					} catch (error) {
						const story = JSON.stringify({acl, task, wanted});
						throw new Error(`${story}: ${(error as Error).message}`, {cause: error});
					}
					granted += grants(acl, task, wanted) ? 1 : 0;
				}
		t.true(granted > 50 && granted < acls.length * tasks.length * 3 - 50, `${granted} were granted`);
	},
});
