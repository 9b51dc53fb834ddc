// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The superblock: what kind of file this is, and where its sections lie.
 */
#include "cfs_reader.h"

static int check_superblock(struct cfs_cursor *cur,
			    const struct cfs_disk_superblock *disk)
{
	u64 vdata_offset = le64_to_cpu(disk->vdata_offset);

	if (le32_to_cpu(disk->magic) != CFS_MAGIC)
		return cfs_broken(cur, "wrong magic number");
	if (le32_to_cpu(disk->version) != CFS_VERSION)
		return cfs_broken(cur, "version is not 1");
	if (vdata_offset % 4)
		return cfs_broken(cur, "vdata_offset is not a multiple of 4");
	if (vdata_offset < CFS_SUPERBLOCK_SIZE + CFS_INODE_SIZE)
		return cfs_broken(cur, "vdata_offset leaves no room for the root");
	if (vdata_offset > cur->img->source->size)
		return cfs_broken(cur, "vdata_offset is past the end");
	if ((vdata_offset - CFS_SUPERBLOCK_SIZE) / CFS_INODE_SIZE > CFS_INODES_MAX)
		return cfs_broken(cur, "more than 2^32-1 inodes");
	return 0;
}

/**
 * cfs_read_superblock - read the superblock and set up the image
 * @img: filled; borrows @source until the caller is done with it
 * @source: the descriptor's bytes
 * @rule: set to the broken rule when the result is -EFSCORRUPTED
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_superblock(struct cfs_image *img, const struct cfs_source *source,
			const char **rule)
{
	/* Enough of an image to read bytes; no vdata yet. */
	struct cfs_image bare = { .source = source };
	struct cfs_disk_superblock disk;
	struct cfs_cursor cur;
	int err;

	cfs_init_cursor(&cur, &bare);
	if (source->size <= CFS_SUPERBLOCK_SIZE + CFS_INODE_SIZE)
		err = cfs_broken(&cur, "file is too short");
	else
		err = cfs_read_bytes(&cur, 0, &disk, sizeof(disk));
	if (!err)
		err = check_superblock(&cur, &disk);
	cfs_put_cursor(&cur);
	*rule = cur.rule;
	if (err)
		return err;

	img->source = source;
	img->vdata_offset = le64_to_cpu(disk.vdata_offset);
	img->vdata_size = source->size - img->vdata_offset;
	img->n_inodes = (img->vdata_offset - CFS_SUPERBLOCK_SIZE) / CFS_INODE_SIZE;
	return 0;
}
