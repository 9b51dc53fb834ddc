// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Xattr blocks: a table of lengths, then keys and values back to back.  Where
 * one begins is the sum of the lengths before it, so a block is walked in order.
 */
#include "cfs_reader.h"

/**
 * cfs_read_xattrs - read and check the header of an xattr block
 * @cur: the cursor
 * @block: the inode's xattrs; may be absent
 * @xattrs: filled; stands before the first key
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_xattrs(struct cfs_cursor *cur, struct cfs_ref block, struct cfs_xattrs *xattrs)
{
	__le16 disk;
	u32 count = 0;
	int err;

	if (block.len) {
		if (block.len < CFS_XATTRS_HEADER_SIZE)
			return cfs_broken(cur, "xattr block is too short");
		err = cfs_read_vdata(cur, block.off, &disk, sizeof(disk));
		if (err)
			return err;
		count = le16_to_cpu(disk);
		if (!count)
			return cfs_broken(cur, "xattr block without xattrs");
		if (count > (block.len - CFS_XATTRS_HEADER_SIZE) / CFS_XATTR_ELEMENT_SIZE)
			return cfs_broken(cur, "xattrs don't fit their block");
	}

	xattrs->block = block;
	xattrs->count = count;
	xattrs->index = 0;
	xattrs->value_off = block.off + CFS_XATTRS_HEADER_SIZE +
			    count * CFS_XATTR_ELEMENT_SIZE;
	xattrs->value_len = 0;
	xattrs->key_len = 0;
	return 0;
}

/**
 * cfs_next_xattr - move to the next xattr of a block
 * @cur: the cursor
 * @xattrs: the walk; keeps its place on failure
 *
 * Return: 1 when there was one, 0 at the end, -EFSCORRUPTED or the source's error.
 */
int cfs_next_xattr(struct cfs_cursor *cur, struct cfs_xattrs *xattrs)
{
	u64 key_off = xattrs->value_off + xattrs->value_len;
	u64 end = xattrs->block.off + xattrs->block.len;
	u32 index = xattrs->index, key_len, value_len;
	char key[CFS_XATTR_KEY_MAX] __uninitialized;
	struct cfs_disk_xattr disk;
	int err;

	if (index == xattrs->count)
		return 0;

	/* The header was checked: the table is inside the block. */
	err = cfs_read_vdata(cur, xattrs->block.off + CFS_XATTRS_HEADER_SIZE +
			     index * CFS_XATTR_ELEMENT_SIZE, &disk, sizeof(disk));
	if (err)
		return err;
	key_len = le16_to_cpu(disk.key_length);
	value_len = le16_to_cpu(disk.value_length);
	if (!key_len || key_len > CFS_XATTR_KEY_MAX)
		return cfs_broken(cur, "xattr key is not 1 to 255 bytes");
	/* key_off never passes end, and end doesn't wrap */
	if (key_len + value_len > end - key_off)
		return cfs_broken(cur, "xattr passes the end of its block");

	err = cfs_read_vdata(cur, key_off, key, key_len);
	if (err)
		return err;
	if (memchr(key, '\0', key_len))
		return cfs_broken(cur, "xattr key holds a NUL");
	if (index &&
	    cfs_compare(xattrs->key, xattrs->key_len, key, key_len) >= 0)
		return cfs_broken(cur, "xattr keys are not in ascending order");

	memcpy(xattrs->key, key, key_len);
	xattrs->key_len = key_len;
	xattrs->value_off = key_off + key_len;
	xattrs->value_len = value_len;
	xattrs->index = index + 1;
	return 1;
}

/**
 * cfs_lookup_xattr - walk to a key
 * @cur: the cursor
 * @xattrs: the walk, fresh from cfs_read_xattrs(); stands on the key if found
 * @key: the full name, not NUL-terminated
 * @len: its length
 *
 * Return: 1 when found, 0 when not, -EFSCORRUPTED or the source's error.
 */
int cfs_lookup_xattr(struct cfs_cursor *cur, struct cfs_xattrs *xattrs,
		     const char *key, u32 len)
{
	int diff, ret;

	while ((ret = cfs_next_xattr(cur, xattrs)) > 0) {
		diff = cfs_compare(key, len, xattrs->key, xattrs->key_len);
		if (!diff)
			return 1;
		if (diff < 0)
			return 0;	/* keys ascend: it can't come any more */
	}
	return ret;
}
