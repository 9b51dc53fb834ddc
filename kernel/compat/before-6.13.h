/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux lacks before 6.13: the caller's file travels to a backing file in
 * the kiocb or the vma there, before that in the context.
 */
#ifndef COMPOSEFS_COMPAT_BEFORE_6_13_H
#define COMPOSEFS_COMPAT_BEFORE_6_13_H

#include <linux/backing-file.h>

static inline ssize_t
compat_backing_file_splice_read(struct file *in, struct kiocb *iocb,
				struct pipe_inode_info *pipe, size_t len,
				unsigned int flags, struct backing_file_ctx *ctx)
{
	ctx->user_file = iocb->ki_filp;
	return backing_file_splice_read(in, &iocb->ki_pos, pipe, len, flags, ctx);
}

static inline int compat_backing_file_mmap(struct file *file, struct vm_area_struct *vma,
					   struct backing_file_ctx *ctx)
{
	ctx->user_file = vma->vm_file;
	return backing_file_mmap(file, vma, ctx);
}

#define backing_file_splice_read compat_backing_file_splice_read
#define backing_file_mmap compat_backing_file_mmap

#endif /* COMPOSEFS_COMPAT_BEFORE_6_13_H */
