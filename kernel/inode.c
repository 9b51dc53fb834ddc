// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inodes: made from the inode table on first use, kept small.  Targets are
 * read when a symlink is first followed, paths of backing files at open.
 */
#include <linux/fs.h>
#include <linux/fileattr.h>
#include <linux/posix_acl.h>
#include <linux/slab.h>
#include "composefs.h"

struct kmem_cache *composefs_inode_cache;

static void init_inode_once(void *object)
{
	struct composefs_inode *ci = object;

	inode_init_once(&ci->vfs_inode);
}

int composefs_init_inode_cache(void)
{
	composefs_inode_cache =
		kmem_cache_create("composefs_inode", sizeof(struct composefs_inode), 0,
				  SLAB_RECLAIM_ACCOUNT | SLAB_ACCOUNT, init_inode_once);
	return composefs_inode_cache ? 0 : -ENOMEM;
}

void composefs_destroy_inode_cache(void)
{
	/* Inodes are freed by RCU: wait for those on their way. */
	rcu_barrier();
	kmem_cache_destroy(composefs_inode_cache);
}

struct inode *composefs_alloc_inode(struct super_block *sb)
{
	struct composefs_inode *ci;

	ci = alloc_inode_sb(sb, composefs_inode_cache, GFP_KERNEL);
	if (!ci)
		return NULL;
	ci->variable_len = 0;
	ci->xattrs_len = 0;
	ci->n_dirents = 0;
	ci->parent = COMPOSEFS_NO_PARENT;
	return &ci->vfs_inode;
}

/* Called after a grace period: no RCU walk looks at i_link any more. */
void composefs_free_inode(struct inode *inode)
{
	if (S_ISLNK(inode->i_mode))
		kfree(inode->i_link);
	if (S_ISDIR(inode->i_mode))
		kfree(inode->i_private);
	kmem_cache_free(composefs_inode_cache, COMPOSEFS_I(inode));
}

static const char *composefs_get_link(struct dentry *dentry, struct inode *inode,
				      struct delayed_call *done)
{
	struct composefs_inode *ci = COMPOSEFS_I(inode);
	struct cfs_ref ref = { ci->variable_off, ci->variable_len };
	struct cfs_cursor cur;
	char *target, *old;
	int err;

	/* RCU walk: what follows may sleep. */
	if (!dentry)
		return ERR_PTR(-ECHILD);

	target = kmalloc(ref.len + 1, GFP_KERNEL_ACCOUNT);
	if (!target)
		return ERR_PTR(-ENOMEM);

	cfs_init_cursor(&cur, &COMPOSEFS_SB(inode->i_sb)->image);
	err = cfs_read_target(&cur, ref, target);
	cfs_put_cursor(&cur);
	if (err) {
		kfree(target);
		composefs_report(inode->i_sb, composefs_ino(inode), cur.rule);
		return ERR_PTR(err);
	}

	/*
	 * From here on the VFS finds the target in i_link and doesn't ask.  The
	 * cmpxchg orders the text before the pointer; one of two racing tasks
	 * wins, and what is set stays until the inode is freed.
	 */
	old = cmpxchg(&inode->i_link, NULL, target);
	if (old) {
		kfree(target);
		return old;
	}
	return target;
}

/* What FS_IOC_GETFLAGS and FS_IOC_FSGETXATTR show is the backing file's. */
static int composefs_fileattr_get(struct dentry *dentry, struct file_kattr *fa)
{
	struct inode *inode = d_inode(dentry);

	if (!i_size_read(inode)) {
		fileattr_fill_flags(fa, 0);
		return 0;
	}
	return composefs_get_backing_fileattr(inode, fa);
}

static const struct inode_operations composefs_file_inode_operations = {
	.fileattr_get	= composefs_fileattr_get,
	.listxattr	= composefs_listxattr,
	.get_inode_acl	= composefs_get_inode_acl,
};

static const struct inode_operations composefs_symlink_inode_operations = {
	.get_link	= composefs_get_link,
	.listxattr	= composefs_listxattr,
};

static const struct inode_operations composefs_special_inode_operations = {
	.listxattr	= composefs_listxattr,
	.get_inode_acl	= composefs_get_inode_acl,
};

static void set_operations(struct inode *inode, const struct cfs_inode *in)
{
	switch (in->mode & S_IFMT) {
	case S_IFDIR:
		inode->i_op = &composefs_dir_inode_operations;
		inode->i_fop = &composefs_dir_operations;
		break;
	case S_IFREG:
		inode->i_op = &composefs_file_inode_operations;
		inode->i_fop = in->size ? &composefs_file_operations :
					  &composefs_empty_file_operations;
		break;
	case S_IFLNK:
		inode->i_op = &composefs_symlink_inode_operations;
		break;
	default:
		inode->i_op = &composefs_special_inode_operations;
		init_special_inode(inode, inode->i_mode,
				   MKDEV(in->rdev_major, in->rdev_minor));
		break;
	}
}

static void fill_inode(struct inode *inode, const struct cfs_inode *in)
{
	struct composefs_inode *ci = COMPOSEFS_I(inode);

	inode->i_mode = in->mode;
	set_nlink(inode, in->nlink);
	/* s_user_ns is the initial one, where ids are what they are */
	inode->i_uid = KUIDT_INIT(in->uid);
	inode->i_gid = KGIDT_INIT(in->gid);
	inode->i_size = in->size;
	inode->i_blocks = (in->size + 511) >> 9;
	inode_set_mtime(inode, in->mtime_sec, in->mtime_nsec);
	inode_set_atime(inode, in->mtime_sec, in->mtime_nsec);
	inode_set_ctime(inode, in->ctime_sec, in->ctime_nsec);
	inode->i_generation = composefs_generation(COMPOSEFS_SB(inode->i_sb));

	ci->variable_off = in->variable_data.off;
	ci->variable_len = in->variable_data.len;
	ci->xattrs_off = in->xattrs.off;
	ci->xattrs_len = in->xattrs.len;
	if (!in->xattrs.len)
		cache_no_acl(inode);
	set_operations(inode, in);
}

/**
 * composefs_iget - get the inode of an inode number
 * @sb: the superblock
 * @ino: the number, an index of the inode table
 *
 * Return: the inode, referenced, or an error pointer.
 */
struct inode *composefs_iget(struct super_block *sb, u32 ino)
{
	struct cfs_cursor cur __uninitialized;
	struct cfs_inode in __uninitialized;
	struct inode *inode;
	int err;

	/* The number of inodes is a u32, so ino + 1 fits an unsigned long. */
	inode = iget_locked(sb, (unsigned long)ino + 1);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	if (!(inode_state_read_once(inode) & I_NEW))
		return inode;

	cfs_init_cursor(&cur, &COMPOSEFS_SB(sb)->image);
	err = cfs_read_inode(&cur, ino, &in);
	cfs_put_cursor(&cur);
	if (err) {
		iget_failed(inode);
		composefs_report(sb, ino, cur.rule);
		return ERR_PTR(err);
	}
	fill_inode(inode, &in);
	unlock_new_inode(inode);
	return inode;
}
