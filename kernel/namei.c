// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names: lookup by binary search in the directory's dirent block.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include "composefs.h"
#include "trace.h"

/**
 * composefs_get_dirents - the checked header of a directory's dirent block
 * @dir: the directory
 * @cur: a cursor for vdata
 * @dirents: filled
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int composefs_get_dirents(struct inode *dir, struct cfs_cursor *cur,
			  struct cfs_dirents *dirents)
{
	struct composefs_inode *ci = COMPOSEFS_I(dir);
	struct cfs_ref block = { ci->variable_off, ci->variable_len };
	int err;

	/* Whoever reads the header writes the same number. */
	dirents->count = READ_ONCE(ci->n_dirents);
	if (dirents->count) {
		dirents->block = block;
		dirents->probes = NULL;
		return 0;
	}
	err = cfs_read_dirents(cur, block, dirents);
	if (!err)
		WRITE_ONCE(ci->n_dirents, dirents->count);
	return err;
}

/*
 * A directory belongs to the dirent that named it first, until its inode is
 * evicted.  Decided under i_lock before anything is spliced, so that of two
 * parents that race one is refused and no dentry ever moves.
 */
static bool claim_directory(struct inode *inode, struct inode *dir, u32 index)
{
	struct composefs_inode *ci = COMPOSEFS_I(inode);
	u32 parent = composefs_ino(dir);
	bool ours;

	spin_lock(&inode->i_lock);
	if (ci->parent == COMPOSEFS_NO_PARENT) {
		ci->parent = parent;
		ci->parent_index = index;
	}
	ours = ci->parent == parent && ci->parent_index == index;
	spin_unlock(&inode->i_lock);
	return ours;
}

/*
 * A directory that holds itself, at whatever depth.  A walk from the root never
 * gets there, a file handle may have started inside the circle.
 */
static bool holds_itself(struct inode *inode, struct dentry *dentry)
{
	struct dentry *alias = d_find_any_alias(inode);
	bool ret;

	if (!alias)
		return false;
	ret = is_subdir(dentry, alias);
	dput(alias);
	return ret;
}

/* What an inode must be like because @found in @dir names it @dentry. */
static const char *check_named_inode(struct inode *inode, struct inode *dir,
				     struct dentry *dentry,
				     const struct cfs_found *found)
{
	if (!inode->i_nlink)
		return "dirent names an inode with link count 0";
	if (cfs_mode_to_dtype(inode->i_mode) != found->d_type)
		return "d_type disagrees with the inode's type";
	if (!S_ISDIR(inode->i_mode))
		return NULL;
	if (!claim_directory(inode, dir, found->index))
		return "directory has two parents";
	if (holds_itself(inode, dentry))
		return "directory holds itself";
	return NULL;
}

/*
 * What searches in @dir have met, when it is large enough for that to save page
 * cache lookups.  Without memory they search without.
 */
static struct cfs_probes *get_probes(struct inode *dir, u32 n_dirents)
{
	struct cfs_probes *probes, *old;

	if (n_dirents < CFS_PROBES)
		return NULL;
	probes = READ_ONCE(dir->i_private);
	if (probes)
		return probes;
	probes = kzalloc(sizeof(*probes), GFP_KERNEL_ACCOUNT);
	if (!probes)
		return NULL;
	old = cmpxchg(&dir->i_private, NULL, probes);
	if (!old)
		return probes;
	kfree(probes);
	return old;
}

/* Find a name: 1 with @found filled, 0, or a negative errno. */
static int find_name(struct inode *dir, const struct qstr *name, struct cfs_found *found)
{
	struct cfs_dir_cursor cur __uninitialized;
	struct cfs_dirents dirents;
	int ret;

	cfs_init_dir_cursor(&cur, &COMPOSEFS_SB(dir->i_sb)->image);
	ret = composefs_get_dirents(dir, &cur.table, &dirents);
	if (!ret) {
		dirents.probes = get_probes(dir, dirents.count);
		ret = cfs_lookup_dirent(&cur, &dirents, name->name, name->len, found);
	}
	cfs_put_dir_cursor(&cur);
	if (ret < 0)
		composefs_report(dir->i_sb, composefs_ino(dir), cur.table.rule);
	return ret;
}

/* The inode that @dentry names, NULL when there is none, or an error pointer. */
static struct inode *find_inode(struct inode *dir, struct dentry *dentry)
{
	struct super_block *sb = dir->i_sb;
	struct cfs_found found;
	struct inode *inode;
	const char *broken;
	int ret;

	ret = find_name(dir, &dentry->d_name, &found);
	if (ret <= 0)
		return ERR_PTR(ret);
	inode = composefs_iget(sb, found.ino);
	if (IS_ERR(inode))
		return inode;
	broken = check_named_inode(inode, dir, dentry, &found);
	if (broken) {
		iput(inode);
		composefs_report(sb, found.ino, broken);
		return ERR_PTR(-EFSCORRUPTED);
	}
	return inode;
}

static struct dentry *composefs_lookup(struct inode *dir, struct dentry *dentry,
				       unsigned int flags)
{
	struct inode *inode;

	if (dentry->d_name.len > CFS_NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	inode = find_inode(dir, dentry);
	trace_composefs_lookup(dir, &dentry->d_name, inode);
	/* hands on an error */
	return d_splice_alias(inode, dentry);
}

const struct inode_operations composefs_dir_inode_operations = {
	.lookup		= composefs_lookup,
	.listxattr	= composefs_listxattr,
	.get_inode_acl	= composefs_get_inode_acl,
};
