import test from 'ava';
import {isValidAcl} from '../../../src/image/acl.ts';

type Entry = readonly [tag: number, permissions: number, id?: number];

function acl(entries: readonly Entry[], version = 2): Buffer {
	const value = Buffer.alloc(4 + 8 * entries.length);
	value.writeUInt32LE(version, 0);
	for (const [index, [tag, permissions, id = 0xffffffff]] of entries.entries()) {
		value.writeUInt16LE(tag, 4 + 8 * index);
		value.writeUInt16LE(permissions, 6 + 8 * index);
		value.writeUInt32LE(id, 8 + 8 * index);
	}
	return value;
}

const owner: Entry = [0x01, 6];
const group: Entry = [0x04, 4];
const other: Entry = [0x20, 0];
const mask: Entry = [0x10, 4];
const user: Entry = [0x02, 4, 1000];

for (const [title, value] of [
	['the three entries of a mode', acl([owner, group, other])],
	[
		'named users and groups with a mask',
		acl([owner, user, [0x02, 7, 1001], group, [0x08, 1, 5], mask, other]),
	],
	['a header alone', acl([])],
] as const)
	test(`${title} are an ACL`, (t) => t.true(isValidAcl(value)));

for (const [title, value] of [
	['nothing', Buffer.alloc(0)],
	['part of a header', Buffer.alloc(3)],
	['version 1', acl([owner, group, other], 1)],
	['part of an entry', acl([owner, group, other]).subarray(0, 27)],
	['an unknown tag', acl([owner, group, [0x40, 0], other])],
	['more than rwx', acl([[0x01, 8], group, other])],
	['entries out of order', acl([group, owner, other])],
	['two owners', acl([owner, owner, group, other])],
	['no others', acl([owner, group])],
	['named users without a mask', acl([owner, user, group, other])],
	['a named user without ID', acl([owner, [0x02, 4], group, mask, other])],
] as const)
	test(`${title}: no ACL`, (t) => t.false(isValidAcl(value)));
