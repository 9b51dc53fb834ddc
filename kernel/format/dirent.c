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
	case DT_DIR:
	case DT_REG:
	case DT_LNK:
	case DT_CHR:
	case DT_BLK:
	case DT_FIFO:
	case DT_SOCK:
		return true;
	default:
		return false;
	}
}

static int check_name(struct cfs_cursor *cur, const char *name, u32 len)
{
	if (memchr(name, '/', len) || memchr(name, '\0', len))
		return cfs_broken(cur, "name holds a slash or NUL");
	if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
		return cfs_broken(cur, "name is \".\" or \"..\"");
	return 0;
}

/**
 * cfs_read_dirent - read, check and decode a dirent and its name
 * @cur: the cursor
 * @dirents: the block
 * @index: of the dirent, less than the block's count
 * @dirent: filled
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		    u32 index, struct cfs_dirent *dirent)
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

	err = cfs_read_vdata(&cur->names, dirents->block.off + start + offset,
			     dirent->name, disk.name_len);
	if (err)
		return err;
	err = check_name(&cur->table, dirent->name, disk.name_len);
	if (err)
		return err;

	dirent->ino = ino;
	dirent->d_type = disk.d_type;
	dirent->name_len = disk.name_len;
	return 0;
}

/**
 * cfs_iterate_dirent - read the next dirent of a walk in order
 * @cur: the cursor
 * @dirents: the block
 * @index: of the dirent wanted
 * @dirent: holds the dirent before it, unless @index is 0; filled
 *
 * Return: 0, -EFSCORRUPTED (also when the two aren't in ascending order) or the
 * source's error; @dirent's name is undefined then.
 */
int cfs_iterate_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		       u32 index, struct cfs_dirent *dirent)
{
	char before[CFS_NAME_MAX];
	u32 before_len = 0;
	int err;

	if (index) {
		before_len = dirent->name_len;
		memcpy(before, dirent->name, before_len);
	}
	err = cfs_read_dirent(cur, dirents, index, dirent);
	if (err)
		return err;
	if (index &&
	    cfs_compare(before, before_len, dirent->name, dirent->name_len) >= 0)
		return cfs_broken(&cur->table, "dirents are not in ascending order");
	return 0;
}

/*
 * The neighbours of a dirent that was found must lie on their sides of it: a
 * binary search alone would miss a doubled name.
 */
static int check_neighbour(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
			   u32 index, const char *name, u32 len, bool after)
{
	struct cfs_dirent neighbour;
	int diff, err;

	err = cfs_read_dirent(cur, dirents, index, &neighbour);
	if (err)
		return err;
	diff = cfs_compare(neighbour.name, neighbour.name_len, name, len);
	if (after ? diff <= 0 : diff >= 0)
		return cfs_broken(&cur->table, "dirents are not in ascending order");
	return 0;
}

/**
 * cfs_lookup_dirent - find a name in a directory
 * @cur: the cursor
 * @dirents: the block
 * @name: the name, not NUL-terminated
 * @len: its length
 * @index: set to the dirent's index when it is found
 * @dirent: filled when it is found, else undefined
 *
 * Return: 1 when found, 0 when not, -EFSCORRUPTED or the source's error.
 */
int cfs_lookup_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		      const char *name, u32 len, u32 *index,
		      struct cfs_dirent *dirent)
{
	u32 first = 0, end = dirents->count, mid;
	int diff, err;

	/* Halves the range each time: at most 32 rounds, whatever the names. */
	while (first < end) {
		mid = first + (end - first) / 2;
		err = cfs_read_dirent(cur, dirents, mid, dirent);
		if (err)
			return err;
		diff = cfs_compare(name, len, dirent->name, dirent->name_len);
		if (!diff)
			goto found;
		if (diff < 0)
			end = mid;
		else
			first = mid + 1;
	}
	return 0;

found:
	/* A bound of the range was compared already, unless the range is whole. */
	if (mid > 0) {
		err = check_neighbour(cur, dirents, mid - 1, name, len, false);
		if (err)
			return err;
	}
	if (mid + 1 < dirents->count) {
		err = check_neighbour(cur, dirents, mid + 1, name, len, true);
		if (err)
			return err;
	}
	*index = mid;
	return 1;
}
