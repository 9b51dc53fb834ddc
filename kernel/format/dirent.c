// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Directories: sorted dirents, then the table of their names.
 */
#include "cfs_reader.h"

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
	err = cfs_read_vdata(cur, block.off, &disk, sizeof(disk));
	if (err)
		return err;
	count = le32_to_cpu(disk);
	if (!count)
		return cfs_broken(cur, "dirent block without dirents");
	if (count > (block.len - CFS_DIRENTS_HEADER_SIZE) / CFS_DIRENT_SIZE)
		return cfs_broken(cur, "dirents don't fit their block");

	dirents->block = block;
	dirents->count = count;
	return 0;
}

/* Bytes of a block in front of its name table; no more than block.len. */
static u32 names_start(const struct cfs_dirents *dirents)
{
	return CFS_DIRENTS_HEADER_SIZE + dirents->count * CFS_DIRENT_SIZE;
}

static bool is_dtype(u8 d_type)
{
	switch (d_type) {
	case CFS_DT_DIR:
	case CFS_DT_REG:
	case CFS_DT_LNK:
	case CFS_DT_CHR:
	case CFS_DT_BLK:
	case CFS_DT_FIFO:
	case CFS_DT_SOCK:
		return true;
	default:
		return false;
	}
}

/* A byte of 8 is zero: subtracting 1 from each borrows into the top bit of the lowest. */
static bool has_zero_byte(u64 word)
{
	return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

static bool has_slash_or_nul(const char *name, u32 len)
{
	u64 word;
	u32 i;

	for (i = 0; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, name + i, sizeof(word));
		if (has_zero_byte(word) || has_zero_byte(word ^ 0x2f2f2f2f2f2f2f2fULL))
			return true;
	}
	for (; i < len; i++) {
		if (name[i] == '/' || !name[i])
			return true;
	}
	return false;
}

static int check_name(struct cfs_cursor *cur, const char *name, u32 len)
{
	if (has_slash_or_nul(name, len))
		return cfs_broken(cur, "name holds a slash or NUL");
	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return cfs_broken(cur, "name is \".\" or \"..\"");
	return 0;
}

/* A dirent without its name, of which only the place is known. */
struct dirent_head {
	u64 name_off;		/* in vdata; the name was checked to lie inside the block */
	u32 ino;
	u8 d_type;
	u8 name_len;
};

static int read_head(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		     u32 index, struct dirent_head *head)
{
	u32 start = names_start(dirents);
	struct cfs_disk_dirent disk;
	u32 ino, offset;
	int err;

	/* The header was checked: all sums stay inside the block. */
	err = cfs_read_vdata(&cur->table,
			     dirents->block.off + CFS_DIRENTS_HEADER_SIZE +
			     (u64)index * CFS_DIRENT_SIZE, &disk, sizeof(disk));
	if (err)
		return err;

	ino = le32_to_cpu(disk.inode_num);
	offset = le32_to_cpu(disk.name_offset);
	if (ino == CFS_ROOT_INO)
		return cfs_broken(&cur->table, "dirent names the root");
	if (ino >= cur->table.img->n_inodes)
		return cfs_broken(&cur->table, "dirent's inode number is past the inode table");
	if (!is_dtype(disk.d_type))
		return cfs_broken(&cur->table, "dirent has an unknown d_type");
	if (!disk.name_len)
		return cfs_broken(&cur->table, "name is empty");
	if (offset > dirents->block.len - start ||
	    disk.name_len > dirents->block.len - start - offset)
		return cfs_broken(&cur->table, "name passes the end of its block");

	head->name_off = dirents->block.off + start + offset;
	head->ino = ino;
	head->d_type = disk.d_type;
	head->name_len = disk.name_len;
	return 0;
}

/* In a small block table and names share a window; then the other stays empty. */
static const u8 *peek_name(const struct cfs_dir_cursor *cur, const struct dirent_head *head)
{
	u64 pos = cur->table.img->vdata_offset + head->name_off;
	const u8 *bytes = cfs_peek(&cur->table, pos, head->name_len);

	return bytes ? bytes : cfs_peek(&cur->names, pos, head->name_len);
}

/* Copy the name to @name, of CFS_NAME_MAX bytes; from @bytes, unless that is NULL. */
static int read_name(struct cfs_dir_cursor *cur, const struct dirent_head *head,
		     const u8 *bytes, char *name)
{
	if (!bytes)
		return cfs_read_vdata(&cur->names, head->name_off, name, head->name_len);
	memcpy(name, bytes, head->name_len);
	return 0;
}

/* Apart from compare_name(), so that this buffer costs nothing where it isn't used. */
static noinline int compare_copied_name(struct cfs_dir_cursor *cur,
					const struct dirent_head *head,
					const char *name, u32 len, int *diff)
{
	char copy[CFS_NAME_MAX];
	int err;

	err = cfs_read_vdata(&cur->names, head->name_off, copy, head->name_len);
	if (err)
		return err;
	*diff = cfs_compare(name, len, copy, head->name_len);
	return 0;
}

/*
 * Compare @name to a dirent's, in the window (@bytes) where that is possible: they
 * are used but once, so whether they change doesn't matter.
 */
static int compare_name(struct cfs_dir_cursor *cur, const struct dirent_head *head,
			const u8 *bytes, const char *name, u32 len, int *diff)
{
	if (unlikely(!bytes))
		return compare_copied_name(cur, head, name, len, diff);
	*diff = cfs_compare(name, len, (const char *)bytes, head->name_len);
	return 0;
}

/* Read the rest of a dirent whose head was read, and whose name was peeked at. */
static int finish_dirent(struct cfs_dir_cursor *cur, const struct dirent_head *head,
			 const u8 *bytes, struct cfs_dirent *dirent)
{
	int err;

	err = read_name(cur, head, bytes, dirent->name);
	if (err)
		return err;
	err = check_name(&cur->table, dirent->name, head->name_len);
	if (err)
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
	struct dirent_head head;
	int err;

	err = read_head(cur, dirents, index, &head);
	if (err)
		return err;
	return finish_dirent(cur, &head, peek_name(cur, &head), dirent);
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
	struct dirent_head head;
	const u8 *bytes;
	int diff, err;

	err = read_head(cur, dirents, index, &head);
	if (err)
		return err;
	bytes = peek_name(cur, &head);
	if (index) {
		err = compare_name(cur, &head, bytes, dirent->name, dirent->name_len, &diff);
		if (err)
			return err;
		if (diff >= 0)
			return cfs_broken(&cur->table, "dirents are not in ascending order");
	}
	return finish_dirent(cur, &head, bytes, dirent);
}

/*
 * The neighbours of a dirent that was found must lie on their sides of it: a
 * binary search alone would miss a doubled name.
 */
static int check_neighbour(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
			   u32 index, const char *name, u32 len, bool after)
{
	struct dirent_head head;
	int diff, err;

	err = read_head(cur, dirents, index, &head);
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
	u32 first = 0, end = dirents->count, mid;
	struct dirent_head head;
	int diff, err;

	/* Halves the range each time: at most 32 rounds, whatever the names. */
	while (first < end) {
		mid = first + (end - first) / 2;
		err = read_head(cur, dirents, mid, &head);
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
		err = check_neighbour(cur, dirents, mid - 1, name, len, false);
		if (err)
			return err;
	}
	if (mid + 1 < end) {
		err = check_neighbour(cur, dirents, mid + 1, name, len, true);
		if (err)
			return err;
	}
	found->index = mid;
	found->ino = head.ino;
	found->d_type = head.d_type;
	return 1;
}
