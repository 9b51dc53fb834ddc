/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * One dirent and its name, for dirent.c and lookup.c, which read them in long
 * runs: hence inline.
 */
#ifndef CFS_DIRENT_H
#define CFS_DIRENT_H

#include "cfs_reader.h"

/* Where the parts of a dirent block lie in the descriptor. */
struct dirent_block {
	u64 table;
	u64 names;
	u32 names_len;
};

/* The header was checked, so all sums stay inside the block, and that in the file. */
static inline struct dirent_block locate_dirents(const struct cfs_image *img,
						 const struct cfs_dirents *dirents)
{
	u32 front = CFS_DIRENTS_HEADER_SIZE + dirents->count * CFS_DIRENT_SIZE;
	u64 pos = img->vdata_offset + dirents->block.off;

	return (struct dirent_block){
		.table = pos + CFS_DIRENTS_HEADER_SIZE,
		.names = pos + front,
		.names_len = dirents->block.len - front,
	};
}

/* A dirent without its name, of which only the place is known. */
struct dirent_head {
	u64 name_pos;		/* the name was checked to lie inside the block */
	u32 ino;
	u8 d_type;
	u8 name_len;
};

static inline bool is_dtype(u8 d_type)
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

/* Read, check and decode what the table has about a dirent. */
static __always_inline int read_head(struct cfs_dir_cursor *cur,
				     const struct dirent_block *block,
				     u32 index, struct dirent_head *head)
{
	struct cfs_disk_dirent disk __uninitialized;
	u32 ino, offset;
	int err;

	err = cfs_read_bytes(&cur->table, block->table + (u64)index * CFS_DIRENT_SIZE,
			     &disk, sizeof(disk));
	if (unlikely(err))
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
	if (offset > block->names_len || disk.name_len > block->names_len - offset)
		return cfs_broken(&cur->table, "name passes the end of its block");

	head->name_pos = block->names + offset;
	head->ino = ino;
	head->d_type = disk.d_type;
	head->name_len = disk.name_len;
	return 0;
}

/*
 * The bytes of a name, or NULL when no window holds all of it.  In a small block
 * table and names share a window; then the other stays empty.
 */
static __always_inline int reach_name(struct cfs_dir_cursor *cur,
				      const struct dirent_head *head, const u8 **bytes)
{
	*bytes = cfs_peek(&cur->table, head->name_pos, head->name_len);
	if (*bytes)
		return 0;
	return cfs_reach_bytes(&cur->names, head->name_pos, head->name_len, bytes);
}

int cfs_compare_copied_name(struct cfs_dir_cursor *cur, const struct dirent_head *head,
			    const char *name, u32 len, int *diff);

/*
 * Compare @name to a dirent's, in the window where that is possible: its bytes
 * are used but once, so whether they change doesn't matter.
 */
static __always_inline int compare_name(struct cfs_dir_cursor *cur,
					const struct dirent_head *head,
					const char *name, u32 len, int *diff)
{
	const u8 *bytes;
	int err;

	err = reach_name(cur, head, &bytes);
	if (unlikely(err))
		return err;
	if (unlikely(!bytes))
		return cfs_compare_copied_name(cur, head, name, len, diff);
	*diff = cfs_compare(name, len, (const char *)bytes, head->name_len);
	return 0;
}

#endif /* CFS_DIRENT_H */
