// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Finding a name in a directory.
 */
#include "dirent.h"

/*
 * The neighbours of a dirent that was found must lie on their sides of it: a
 * binary search alone would miss a doubled name.
 */
static int check_neighbour(struct cfs_dir_cursor *cur, const struct dirent_block *block,
			   u32 index, const char *name, u32 len, bool after)
{
	struct dirent_head head;
	int diff, err;

	err = read_head(cur, block, index, &head);
	if (err)
		return err;
	err = compare_name(cur, &head, peek_name(cur, &head), name, len, &diff);
	if (err)
		return err;
	if (after ? diff >= 0 : diff <= 0)
		return cfs_broken(&cur->table, "dirents are not in ascending order");
	return 0;
}

/**
 * cfs_lookup_dirent - find a name in a directory
 * @cur: the cursor
 * @dirents: the block
 * @name: the name, which keeps the rules, not NUL-terminated
 * @len: its length
 * @found: filled when it is found
 *
 * Return: 1 when found, 0 when not, -EFSCORRUPTED or the source's error.
 */
int cfs_lookup_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		      const char *name, u32 len, struct cfs_found *found)
{
	struct dirent_block block = locate_dirents(cur->table.img, dirents);
	u32 first = 0, end = dirents->count, mid;
	struct dirent_head head;
	int diff, err;

	/* Halves the range each time: at most 32 rounds, whatever the names. */
	while (first < end) {
		mid = first + (end - first) / 2;
		err = read_head(cur, &block, mid, &head);
		if (err)
			return err;
		err = compare_name(cur, &head, peek_name(cur, &head), name, len, &diff);
		if (err)
			return err;
		if (!diff)
			goto found;
		if (diff < 0)
			end = mid;
		else
			first = mid + 1;
	}
	return 0;

found:
	/* What bounds the range is an end of the block or was compared already. */
	if (mid > first) {
		err = check_neighbour(cur, &block, mid - 1, name, len, false);
		if (err)
			return err;
	}
	if (mid + 1 < end) {
		err = check_neighbour(cur, &block, mid + 1, name, len, true);
		if (err)
			return err;
	}
	found->index = mid;
	found->ino = head.ino;
	found->d_type = head.d_type;
	return 1;
}
