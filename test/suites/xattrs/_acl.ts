const version = 2;
const tags = {user: 0x02, group: 0x08} as const;
const noId = 2 ** 32 - 1;

export interface AclEntries {
	/** Of owner, owning group and others: bits of 4, 2, 1. */
	readonly owner: number;
	readonly group: number;
	readonly others: number;
	/** By id; with any of these there is a mask. */
	readonly users?: Readonly<Record<number, number>>;
	readonly groups?: Readonly<Record<number, number>>;
	readonly mask?: number;
}

/** The value of a system.posix_acl_* xattr: a version, then entries of tag, permissions and id, in the order of acl(5). */
export function encodeAcl({owner, group, others, users = {}, groups = {}, mask}: AclEntries): Buffer {
	const named = (tag: number, entries: Readonly<Record<number, number>>) =>
		Object.entries(entries).map(([id, bits]) => [tag, bits, Number(id)] as const);
	const entries = [
		[0x01, owner, noId] as const,
		...named(tags.user, users),
		[0x04, group, noId] as const,
		...named(tags.group, groups),
		...(mask === undefined ? [] : [[0x10, mask, noId] as const]),
		[0x20, others, noId] as const,
	];
	const value = Buffer.alloc(4 + 8 * entries.length);
	value.writeUInt32LE(version, 0);
	for (const [index, [tag, bits, id]] of entries.entries()) {
		value.writeUInt16LE(tag, 4 + 8 * index);
		value.writeUInt16LE(bits, 6 + 8 * index);
		value.writeUInt32LE(id, 8 + 8 * index);
	}
	return value;
}
