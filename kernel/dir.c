// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading directories.  The offset of a dirent is its index + 2, after "." and
 * "..": the same whatever the buffer and however often the directory is read.
 */
#include <linux/filelock.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include "composefs.h"

#define COMPOSEFS_DOTS		2
#define COMPOSEFS_BREATH	64	/* dirents between two looks at signals and scheduler */

/* Emit dirents from @ctx->pos on until the buffer is full or there are no more. */
static int emit_dirents(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
			struct dir_context *ctx)
{
	u64 index = ctx->pos - COMPOSEFS_DOTS;
	struct cfs_dirent dirent __uninitialized;
	int err;

	if (index >= dirents->count)
		return 0;
	/* The one before, which its successor must follow in order. */
	if (index) {
		err = cfs_read_dirent(cur, dirents, index - 1, &dirent);
		if (err)
			return err;
	}
	for (; index < dirents->count; index++) {
		err = cfs_iterate_dirent(cur, dirents, index, &dirent);
		if (err)
			return err;
		if (!dir_emit(ctx, dirent.name, dirent.name_len,
			      (u64)dirent.ino + 1, dirent.d_type))
			return 0;
		ctx->pos++;
		if (index % COMPOSEFS_BREATH)
			continue;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

static int composefs_iterate(struct file *file, struct dir_context *ctx)
{
	struct inode *dir = file_inode(file);
	struct cfs_dir_cursor cur __uninitialized;
	struct cfs_dirents dirents;
	int err;

	if (!dir_emit_dots(file, ctx))
		return 0;

	cfs_init_dir_cursor(&cur, &COMPOSEFS_SB(dir->i_sb)->image);
	err = composefs_get_dirents(dir, &cur.table, &dirents);
	if (!err)
		err = emit_dirents(&cur, &dirents, ctx);
	cfs_put_dir_cursor(&cur);
	if (err)
		composefs_report(dir->i_sb, composefs_ino(dir), cur.table.rule);
	return err;
}

const struct file_operations composefs_dir_operations = {
	.llseek		= generic_file_llseek,
	.read		= generic_read_dir,
	.iterate_shared	= composefs_iterate,
	.setlease	= generic_setlease,
};
