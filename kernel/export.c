// SPDX-License-Identifier: GPL-2.0-only
/*
 * File handles: inode number and a generation that is the image's, so that a
 * handle of another image is stale.
 *
 * Dirents lead from a directory to its children only.  Who asks the other way
 * pays a scan over all directories of the image: once for a bitmap of the
 * inodes that have a name at all, then once for each directory whose parent is
 * not in the dentry cache.  Nothing is done or kept while nobody uses handles.
 */
#include <linux/bitops.h>
#include <linux/exportfs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include "composefs.h"

u32 composefs_generation(const struct composefs_sb_info *sbi)
{
	return upper_32_bits(sbi->identity) ^ lower_32_bits(sbi->identity);
}

/* Called for each dirent; a result other than 0 ends the scan. */
typedef int visit_t(void *context, u32 dir, u32 child);

/*
 * Visit the dirents of directory @ino; nothing when it is none.  Each takes one
 * off @budget.
 */
static int scan_directory(struct cfs_dir_cursor *cur, struct cfs_cursor *inodes,
			  u32 ino, u64 *budget, visit_t *visit, void *context)
{
	struct cfs_dirents dirents;
	struct cfs_dirent dirent;
	struct cfs_inode in;
	u32 index;
	int ret;

	ret = cfs_read_inode(inodes, ino, &in);
	if (ret || !S_ISDIR(in.mode))
		return ret;
	ret = cfs_read_dirents(&cur->table, in.variable_data, &dirents);
	for (index = 0; !ret && index < dirents.count; index++) {
		if (!(*budget)--)
			return -EOVERFLOW;
		ret = cfs_read_dirent(cur, &dirents, index, &dirent);
		if (!ret)
			ret = visit(context, ino, dirent.ino);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return ret;
}

/*
 * Visit the dirents of all directories, orphans' too.  A broken directory
 * doesn't hide what stands behind it.  The visitor's result, 0, or an errno.
 *
 * Directories may share a block, so the sum of their dirents may exceed what
 * vdata has room for.  Where it does, by names, paths and digests included, the
 * image is made to keep us busy.
 */
static int scan_image(struct super_block *sb, visit_t *visit, void *context)
{
	const struct cfs_image *image = &COMPOSEFS_SB(sb)->image;
	u64 budget = image->vdata_size / CFS_DIRENT_SIZE;
	struct cfs_dir_cursor cur;
	struct cfs_cursor inodes;
	int ret = 0;
	u32 ino;

	cfs_init_dir_cursor(&cur, image);
	cfs_init_cursor(&inodes, image);
	for (ino = 0; ino < image->n_inodes; ino++) {
		ret = scan_directory(&cur, &inodes, ino, &budget, visit, context);
		if (ret == -EFSCORRUPTED)
			ret = 0;
		if (ret)
			break;
		if (fatal_signal_pending(current)) {
			ret = -EINTR;
			break;
		}
		cond_resched();
	}
	cfs_put_cursor(&inodes);
	cfs_put_dir_cursor(&cur);
	if (ret == -EOVERFLOW) {
		composefs_report(sb, ino, "directories share dirent blocks beyond measure");
		ret = -EFSCORRUPTED;
	}
	return ret;
}

static int mark_named(void *context, u32 dir, u32 child)
{
	__set_bit(child, context);
	return 0;
}

/* The bitmap of inodes that a dirent names, made on first use. */
static const unsigned long *get_named(struct super_block *sb)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);
	unsigned long *named = READ_ONCE(sbi->named), *old;
	int err;

	if (named)
		return named;

	/* A bit for each 96 bytes of the image. */
	named = kvcalloc((size_t)sbi->image.n_inodes / BITS_PER_LONG + 1, sizeof(*named),
			 GFP_KERNEL_ACCOUNT);
	if (!named)
		return ERR_PTR(-ENOMEM);
	__set_bit(CFS_ROOT_INO, named);
	err = scan_image(sb, mark_named, named);
	if (err) {
		kvfree(named);
		return ERR_PTR(err);
	}
	/* Orders the bits before the pointer; of two scans one is kept. */
	old = cmpxchg(&sbi->named, NULL, named);
	if (old) {
		kvfree(named);
		named = old;
	}
	return named;
}

/* Called with what a handle holds: any number. */
static struct inode *get_inode(struct super_block *sb, u64 ino, u32 generation)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);
	const unsigned long *named;

	if (generation != composefs_generation(sbi) || !ino || ino > sbi->image.n_inodes)
		return ERR_PTR(-ESTALE);
	named = get_named(sb);
	if (IS_ERR(named))
		return ERR_CAST(named);
	if (!test_bit(ino - 1, named))
		return ERR_PTR(-ESTALE);
	return composefs_iget(sb, ino - 1);
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

struct parent_search {
	u32 child;
	u32 parent;
};

static int match_child(void *context, u32 dir, u32 child)
{
	struct parent_search *search = context;

	if (child != search->child)
		return 0;
	search->parent = dir;
	return 1;
}

static struct dentry *composefs_get_parent(struct dentry *dentry)
{
	struct inode *inode = d_inode(dentry);
	struct composefs_inode *ci = COMPOSEFS_I(inode);
	struct parent_search search = { .child = composefs_ino(inode) };
	int ret;

	spin_lock(&inode->i_lock);
	search.parent = ci->parent;
	spin_unlock(&inode->i_lock);
	if (search.parent == COMPOSEFS_NO_PARENT) {
		ret = scan_image(inode->i_sb, match_child, &search);
		if (ret < 0)
			return ERR_PTR(ret);
		if (!ret)
			return ERR_PTR(-ESTALE);
	}
	return d_obtain_alias(composefs_iget(inode->i_sb, search.parent));
}

const struct export_operations composefs_export_operations = {
	.encode_fh	= generic_encode_ino32_fh,
	.fh_to_dentry	= composefs_fh_to_dentry,
	.fh_to_parent	= composefs_fh_to_parent,
	.get_parent	= composefs_get_parent,
};
