/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux 6.12 needs of code that is written for mainline.  Kbuild includes
 * it in front of every file of a 6.12 build, and in no other.
 */
#ifndef COMPOSEFS_COMPAT_LINUX_6_12_H
#define COMPOSEFS_COMPAT_LINUX_6_12_H

#include <linux/backing-file.h>

/* The caller's file travels in the context here, in the kiocb or vma later. */
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

/* Other names for them later. */
#define file_kattr fileattr

static inline unsigned long inode_state_read_once(struct inode *inode)
{
	return READ_ONCE(inode->i_state);
}

#define backing_file_splice_read compat_backing_file_splice_read
#define backing_file_mmap compat_backing_file_mmap

#endif /* COMPOSEFS_COMPAT_LINUX_6_12_H */
