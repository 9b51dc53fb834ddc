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
	err = compare_name(cur, &head, name, len, &diff);
	if (err)
		return err;
	if (after ? diff >= 0 : diff <= 0)
		return cfs_broken(&cur->table, "dirents are not in ascending order");
	return 0;
}

/* The first bytes of a name, as struct cfs_probes has them. */
static unsigned long name_prefix(const char *name, u32 len)
{
	unsigned long prefix = 0;
	__be64 word;
	u32 i;

	if (len >= sizeof(word)) {
		memcpy(&word, name, sizeof(word));
		return be64_to_cpu(word) >> 8 * (sizeof(word) - sizeof(prefix));
	}
	for (i = 0; i < sizeof(prefix); i++)
		prefix = prefix << 8 | (i < len ? (u8)name[i] : 0);
	return prefix;
}

/* A search has come to the dirent with @head at @step for the first time. */
static noinline void note_probe(struct cfs_dir_cursor *cur, struct cfs_probes *probes,
				u32 step, const struct dirent_head *head)
{
	const u8 *bytes;

	/* Not worth more than a look, nor an error: the name was read just before. */
	if (!reach_name(cur, head, &bytes) && bytes)
		WRITE_ONCE(probes->prefixes[step],
			   name_prefix((const char *)bytes, head->name_len));
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
	struct cfs_probes *probes = dirents->probes;
	unsigned long prefix = probes ? name_prefix(name, len) : 0, met;
	u32 first = 0, end = dirents->count, mid, step = 1;
	struct dirent_head head;
	int diff, err;

	/* Halves the range each time: at most 32 rounds, whatever the names. */
	while (first < end) {
		mid = first + (end - first) / 2;
		met = probes ? READ_ONCE(probes->prefixes[step]) : 0;
		if (met && met != prefix) {
			diff = prefix < met ? -1 : 1;
		} else {
			err = read_head(cur, &block, mid, &head);
			if (err)
				return err;
			err = compare_name(cur, &head, name, len, &diff);
			if (err)
				return err;
			if (probes && !met)
				note_probe(cur, probes, step, &head);
			if (!diff)
				goto found;
		}
		if (diff < 0)
			end = mid;
		else
			first = mid + 1;
		step = 2 * step + (diff > 0);
		if (step >= CFS_PROBES)
			probes = NULL;
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
