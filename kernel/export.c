// SPDX-License-Identifier: GPL-2.0-only
/*
 * File handles: inode number and a generation that is the image's, so that a
 * handle of another image is stale.
 */
#include <linux/exportfs.h>
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include "composefs.h"

u32 composefs_generation(const struct composefs_sb_info *sbi)
{
	return upper_32_bits(sbi->identity) ^ lower_32_bits(sbi->identity);
}

static struct inode *get_inode(struct super_block *sb, u64 ino, u32 generation)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);
	struct inode *inode;

	if (generation != composefs_generation(sbi))
		return ERR_PTR(-ESTALE);
	if (!ino || ino > sbi->image.n_inodes)
		return ERR_PTR(-ESTALE);
	inode = composefs_iget(sb, ino - 1);
	if (!IS_ERR(inode) && !inode->i_nlink && ino - 1 != CFS_ROOT_INO) {
		iput(inode);
		return ERR_PTR(-ESTALE);
	}
	return inode;
}

static struct dentry *composefs_fh_to_dentry(struct super_block *sb, struct fid *fid,
					     int len, int type)
{
	return generic_fh_to_dentry(sb, fid, len, type, get_inode);
}

static struct dentry *composefs_fh_to_parent(struct super_block *sb, struct fid *fid,
					     int len, int type)
{
	return generic_fh_to_parent(sb, fid, len, type, get_inode);
}

/* Does directory @ino name @child?  1, 0, or a negative errno. */
static int names_child(struct cfs_dir_cursor *cur, struct cfs_cursor *inodes, u32 ino,
		       u32 child)
{
	struct cfs_dirents dirents;
	struct cfs_dirent dirent;
	struct cfs_inode in;
	u32 index;
	int err;

	err = cfs_read_inode(inodes, ino, &in);
	if (err || !S_ISDIR(in.mode))
		return err;
	err = cfs_read_dirents(&cur->table, in.variable_data, &dirents);
	if (err)
		return err;
	for (index = 0; index < dirents.count; index++) {
		err = cfs_read_dirent(cur, &dirents, index, &dirent);
		if (err)
			return err;
		if (dirent.ino == child)
			return 1;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/*
 * Find the directory that names @child by one pass over all directories.
 * A broken one elsewhere in the image doesn't hide the right one behind it.
 */
static int find_parent(struct super_block *sb, u32 child, u32 *parent)
{
	const struct cfs_image *image = &COMPOSEFS_SB(sb)->image;
	struct cfs_dir_cursor cur;
	struct cfs_cursor inodes;
	int ret = -ESTALE;
	u32 ino;

	cfs_init_dir_cursor(&cur, image);
	cfs_init_cursor(&inodes, image);
	for (ino = 0; ino < image->n_inodes; ino++) {
		ret = names_child(&cur, &inodes, ino, child);
		if (ret && ret != -EFSCORRUPTED)
			break;
		if (fatal_signal_pending(current)) {
			ret = -EINTR;
			break;
		}
		cond_resched();
	}
	cfs_put_cursor(&inodes);
	cfs_put_dir_cursor(&cur);
	if (ret > 0) {
		*parent = ino;
		return 0;
	}
	return ret < 0 && ret != -EFSCORRUPTED ? ret : -ESTALE;
}

static struct dentry *composefs_get_parent(struct dentry *dentry)
{
	struct inode *inode = d_inode(dentry);
	struct composefs_inode *ci = COMPOSEFS_I(inode);
	u32 parent;
	int err;

	spin_lock(&inode->i_lock);
	parent = ci->parent;
	spin_unlock(&inode->i_lock);
	if (parent == COMPOSEFS_NO_PARENT) {
		err = find_parent(inode->i_sb, composefs_ino(inode), &parent);
		if (err)
			return ERR_PTR(err);
	}
	return d_obtain_alias(composefs_iget(inode->i_sb, parent));
}

const struct export_operations composefs_export_operations = {
	.encode_fh	= generic_encode_ino32_fh,
	.fh_to_dentry	= composefs_fh_to_dentry,
	.fh_to_parent	= composefs_fh_to_parent,
	.get_parent	= composefs_get_parent,
};
