// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Directories: sorted dirents, then the table of their names.  Reading them in
 * order.
 */
#include "dirent.h"

/**
 * cfs_read_dirents - read and check the header of a dirent block
 * @cur: the cursor
 * @block: the directory's variable data; may be absent
 * @dirents: filled
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_dirents(struct cfs_cursor *cur, struct cfs_ref block,
		     struct cfs_dirents *dirents)
{
	__le32 disk;
	u32 count;
	int err;

	if (!block.len) {
		memset(dirents, 0, sizeof(*dirents));
		return 0;
	}
	if (block.len < CFS_DIRENTS_HEADER_SIZE)
		return cfs_broken(cur, "dirent block is too short");
	cur->soon_end = cur->img->vdata_offset + block.off + block.len;
	err = cfs_read_vdata(cur, block.off, &disk, sizeof(disk));
	cur->soon_end = 0;
	if (err)
		return err;
	count = le32_to_cpu(disk);
	if (!count)
		return cfs_broken(cur, "dirent block without dirents");
	if (count > (block.len - CFS_DIRENTS_HEADER_SIZE) / CFS_DIRENT_SIZE)
		return cfs_broken(cur, "dirents don't fit their block");

	dirents->block = block;
	dirents->count = count;
	dirents->probes = NULL;
	return 0;
}

/* A byte of 8 is zero: subtracting 1 from each borrows into the top bit of the lowest. */
static bool has_zero_byte(u64 word)
{
	return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

static bool is_slash_or_nul_in(u64 word)
{
	return has_zero_byte(word) || has_zero_byte(word ^ 0x2f2f2f2f2f2f2f2fULL);
}

/* By words; the last two may overlap. */
static bool has_slash_or_nul(const char *name, u32 len)
{
	u64 word;
	u32 i;

	if (len < sizeof(word)) {
		for (i = 0; i < len; i++) {
			if (name[i] == '/' || !name[i])
				return true;
		}
		return false;
	}
	for (i = 0; i < len - sizeof(word); i += sizeof(word)) {
		memcpy(&word, name + i, sizeof(word));
		if (is_slash_or_nul_in(word))
			return true;
	}
	memcpy(&word, name + len - sizeof(word), sizeof(word));
	return is_slash_or_nul_in(word);
}

static int check_name(struct cfs_cursor *cur, const char *name, u32 len)
{
	if (has_slash_or_nul(name, len))
		return cfs_broken(cur, "name holds a slash or NUL");
	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return cfs_broken(cur, "name is \".\" or \"..\"");
	return 0;
}

/* Apart from compare_name(), so that this buffer costs nothing where it isn't used. */
int cfs_compare_copied_name(struct cfs_dir_cursor *cur, const struct dirent_head *head,
			    const char *name, u32 len, int *diff)
{
	char copy[CFS_NAME_MAX] __uninitialized;
	int err;

	err = cfs_read_bytes(&cur->names, head->name_pos, copy, head->name_len);
	if (err)
		return err;
	*diff = cfs_compare(name, len, copy, head->name_len);
	return 0;
}

/* Read the rest of a dirent whose head was read. */
static __always_inline int read_rest(struct cfs_dir_cursor *cur,
				     const struct dirent_head *head,
				     struct cfs_dirent *dirent)
{
	const u8 *bytes;
	int err;

	err = reach_name(cur, head, &bytes);
	if (unlikely(err))
		return err;
	if (likely(bytes))
		memcpy(dirent->name, bytes, head->name_len);
	else
		err = cfs_read_across(&cur->names, head->name_pos, dirent->name, head->name_len);
	if (!err)
		err = check_name(&cur->table, dirent->name, head->name_len);
	if (unlikely(err))
		return err;
	dirent->ino = head->ino;
	dirent->d_type = head->d_type;
	dirent->name_len = head->name_len;
	return 0;
}

/**
 * cfs_read_dirent - read, check and decode a dirent and its name
 * @cur: the cursor
 * @dirents: the block
 * @index: of the dirent, less than the block's count
 * @dirent: filled; its name is undefined on failure
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		    u32 index, struct cfs_dirent *dirent)
{
	struct dirent_block block = locate_dirents(cur->table.img, dirents);
	struct dirent_head head;
	int err;

	err = read_head(cur, &block, index, &head);
	if (err)
		return err;
	return read_rest(cur, &head, dirent);
}

/**
 * cfs_iterate_dirent - read the next dirent of a walk in order
 * @cur: the cursor
 * @dirents: the block
 * @index: of the dirent wanted, less than the block's count
 * @dirent: holds the dirent before it, unless @index is 0; filled, its name
 *	undefined on failure
 *
 * Return: 0, -EFSCORRUPTED (also when the two aren't in ascending order) or the
 * source's error.
 */
int cfs_iterate_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		       u32 index, struct cfs_dirent *dirent)
{
	struct dirent_block block = locate_dirents(cur->table.img, dirents);
	struct dirent_head head;
	int diff, err;

	err = read_head(cur, &block, index, &head);
	if (err)
		return err;
	if (index) {
		err = compare_name(cur, &head, dirent->name, dirent->name_len, &diff);
		if (err)
			return err;
		if (diff >= 0)
			return cfs_broken(&cur->table, "dirents are not in ascending order");
	}
	return read_rest(cur, &head, dirent);
}
