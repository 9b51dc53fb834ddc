// SPDX-License-Identifier: GPL-2.0-only
/*
 * Backing paths, kept with the inode from its first open until it is evicted.
 *
 * A kept dentry may be the last reference to a file that was deleted, so that
 * putting it starts a transaction of the filesystem below, which waits while that
 * is frozen.  Inodes are evicted by reclaim, which must not wait: a work item
 * of the superblock does the putting.  It needs no memory, what it puts is linked
 * through what was allocated at the first open.  Unmounting waits for it, and
 * leaves nothing behind.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/llist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include "composefs.h"

static struct workqueue_struct *put_queue;

int composefs_init_put_queue(void)
{
	put_queue = alloc_workqueue("composefs", WQ_UNBOUND, 0);
	return put_queue ? 0 : -ENOMEM;
}

void composefs_destroy_put_queue(void)
{
	destroy_workqueue(put_queue);
}

/**
 * struct composefs_kept - a backing path that was found and judged
 * @path: its dentry is referenced; its mount is one of the superblock's clones,
 *	which outlive all inodes, and isn't
 * @node: links what awaits being put
 *
 * In i_private of a regular file, set once while the file is being opened.
 * Immutable until the inode is destroyed; freed by put_all().
 */
struct composefs_kept {
	struct path path;
	struct llist_node node;
};

/**
 * composefs_get_kept_path - the backing path that is kept with an inode
 * @inode: a regular file, referenced
 *
 * That an object was deleted, or replaced by renaming another over it, shows in
 * its dentry: then it is no longer what the backing path leads to.
 *
 * Return: the path, borrowed for as long as the inode is referenced, or NULL.
 */
const struct path *composefs_get_kept_path(const struct inode *inode)
{
	/* pairs with the cmpxchg() of who set it */
	struct composefs_kept *kept = smp_load_acquire(&inode->i_private);

	return kept && !d_unhashed(kept->path.dentry) ? &kept->path : NULL;
}

/**
 * composefs_keep_path - keep a backing path until the inode is evicted
 * @inode: a regular file, referenced
 * @path: of its backing file, which has been opened and has passed all checks
 *
 * Where the filesystem below wants to be asked whether a dentry still holds
 * (network filesystems, FUSE), nothing is kept.  Nor without memory.
 */
void composefs_keep_path(struct inode *inode, const struct path *path)
{
	unsigned int asks = DCACHE_OP_REVALIDATE | DCACHE_OP_WEAK_REVALIDATE;
	struct composefs_kept *kept;

	if (READ_ONCE(path->dentry->d_flags) & asks || READ_ONCE(inode->i_private))
		return;
	kept = kmalloc(sizeof(*kept), GFP_KERNEL_ACCOUNT);
	if (!kept)
		return;
	kept->path.mnt = path->mnt;
	kept->path.dentry = dget(path->dentry);
	/* Of tasks that race one wins; each has checked what it holds. */
	if (cmpxchg(&inode->i_private, NULL, kept)) {
		dput(kept->path.dentry);
		kfree(kept);
	}
}

/* Called when nobody can get at the inode any more, by reclaim as a rule. */
void composefs_destroy_inode(struct inode *inode)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(inode->i_sb);
	struct composefs_kept *kept = S_ISREG(inode->i_mode) ? inode->i_private : NULL;

	if (kept && llist_add(&kept->node, &sbi->to_put))
		queue_work(put_queue, &sbi->put_work);
}

static void put_all(struct work_struct *work)
{
	struct composefs_sb_info *sbi = container_of(work, struct composefs_sb_info, put_work);
	struct composefs_kept *kept, *next;

	llist_for_each_entry_safe(kept, next, llist_del_all(&sbi->to_put), node) {
		dput(kept->path.dentry);
		kfree(kept);
		cond_resched();
	}
}

void composefs_init_kept(struct composefs_sb_info *sbi)
{
	init_llist_head(&sbi->to_put);
	INIT_WORK(&sbi->put_work, put_all);
}

/* Wait for all puts.  Called when no inode is left, before the mounts below go. */
void composefs_flush_kept(struct composefs_sb_info *sbi)
{
	flush_work(&sbi->put_work);
}
