/** The xattrs in which the kernel keeps POSIX ACLs. */
export const aclKeys: ReadonlySet<string> = new Set(['system.posix_acl_access', 'system.posix_acl_default']);

const headerSize = 4;
const entrySize = 8;
const aclVersion = 2;
const undefinedId = 0xffffffff;

/** The order in which the tags of an ACL come (acl(5)); those of users and groups may be repeated. */
const tag = {userObject: 0x01, user: 0x02, groupObject: 0x04, group: 0x08, mask: 0x10, other: 0x20} as const;
const repeatable: ReadonlySet<number> = new Set([tag.user, tag.group]);
const known: ReadonlySet<number> = new Set(Object.values(tag));

/**
 * Whether a value is a POSIX ACL as the kernel takes it: version 2; then one entry each for owner, group and
 * others, any number for named users and groups, and a mask, which named ones need; in the order of the tags.
 * A header alone is an ACL without entries, which is the same as none.
 */
export function isValidAcl(value: Buffer): boolean {
	if (value.length < headerSize || (value.length - headerSize) % entrySize !== 0) return false;
	if (value.readUInt32LE(0) !== aclVersion) return false;
	if (value.length === headerSize) return true;

	const seen = new Set<number>();
	let previous = 0;
	for (let at = headerSize; at < value.length; at += entrySize) {
		const entryTag = value.readUInt16LE(at);
		if (!known.has(entryTag) || value.readUInt16LE(at + 2) > 7) return false;
		if (entryTag < previous || (entryTag === previous && !repeatable.has(entryTag))) return false;
		if (repeatable.has(entryTag) && value.readUInt32LE(at + 4) === undefinedId) return false;
		seen.add(entryTag);
		previous = entryTag;
	}

	const named = seen.has(tag.user) || seen.has(tag.group);
	return (
		seen.has(tag.userObject) &&
		seen.has(tag.groupObject) &&
		seen.has(tag.other) &&
		(!named || seen.has(tag.mask))
	);
}

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
	const named = (kind: number, entries: Readonly<Record<number, number>>) =>
		Object.entries(entries).map(([id, bits]) => [kind, bits, Number(id)] as const);
	const entries = [
		[tag.userObject, owner, undefinedId] as const,
		...named(tag.user, users),
		[tag.groupObject, group, undefinedId] as const,
		...named(tag.group, groups),
		...(mask === undefined ? [] : [[tag.mask, mask, undefinedId] as const]),
		[tag.other, others, undefinedId] as const,
	];
	const value = Buffer.alloc(headerSize + entrySize * entries.length);
	value.writeUInt32LE(aclVersion, 0);
	for (const [index, [kind, bits, id]] of entries.entries()) {
		const at = headerSize + entrySize * index;
		value.writeUInt16LE(kind, at);
		value.writeUInt16LE(bits, at + 2);
		value.writeUInt32LE(id, at + 4);
	}
	return value;
}
