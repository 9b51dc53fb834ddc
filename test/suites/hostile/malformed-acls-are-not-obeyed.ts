import {defineCase} from '#case';
import {encodeAcl} from '../../../src/image/acl.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {getXattr} from '../xattrs/_get.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const key = 'system.posix_acl_access';
/** owner, user 1000, group, mask, others: entries of 8 bytes (tag, permissions, id) after 4 of version. */
const acl = encodeAcl({owner: 6, users: {1000: 4}, group: 4, mask: 4, others: 4});
const tagAt = (entry: number) => 4 + 8 * entry;

type Damage = (value: Buffer) => void;
const damages: Record<string, Damage> = {
	'version-1': (value) => value.writeUInt32LE(1, 0),
	'unknown-tag': (value) => value.writeUInt16LE(0x40, tagAt(3)),
	'permissions-above-7': (value) => value.writeUInt16LE(8, tagAt(1) + 2),
	'no-owner': (value) => value.copyWithin(tagAt(0), tagAt(1), tagAt(2)),
	'two-groups': (value) => value.copyWithin(tagAt(3), tagAt(2), tagAt(3)),
	'out-of-order': (value) => value.writeUInt16LE(0x10, tagAt(2)),
	'no-mask': (value) => value.copyWithin(tagAt(3), tagAt(4)),
	'user-without-id': (value) => value.writeUInt32LE(2 ** 32 - 1, tagAt(1) + 4),
};

export default defineCase({
	title:
		'a malformed ACL is EUCLEAN to read and in the permission check that needs it, and nothing under noacl',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		// A second xattr tells the blocks of the files apart.
		const xattrs = (name: string) => ({[key]: acl, 'user.name': name});
		const names = [...Object.keys(damages), 'cut'];
		const files = names.map(
			(name) => [name, regularFile(undefined, {permissions: 0o644, xattrs: xattrs(name)})] as const,
		);
		const dir = directory({file: regularFile()}, {permissions: 0o755, xattrs: xattrs('dir')});
		const damaged = new DamagedImage(directory([...files, ['dir', dir]]));
		for (const [name, damage] of Object.entries({...damages, dir: damages['version-1'] as Damage})) {
			const value = Buffer.from(acl);
			damage(value);
			t.true(!value.equals(acl), name);
			damaged.replace(`/${name}`, 'xattrs', acl, value);
		}
		damaged.setXattrLength('/cut', 0, 'value', acl.length - 1);
		damaged.setXattrLength('/cut', 1, 'key', 'user.name'.length + 1);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);
		const noacl = await t.mount(image, {acl: false});

		for (const name of names) {
			const open = () => asTask(user, () => mount.open(name).close());
			await breaksRule(t, image, damaged.number(`/${name}`), 'malformed POSIX ACL', open);
		}
		for (const name of names) {
			await t.fails('EUCLEAN', () => getXattr(`${mount.path}/${name}`, key));
			asTask(user, () => noacl.open(name).close());
		}
		await t.fails('EUCLEAN', () => asTask(user, () => lstatx(`${mount.path}/dir/file`)));
		asTask(user, () => lstatx(`${noacl.path}/dir/file`));
	},
});
