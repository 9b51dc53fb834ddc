// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regular files: every operation is the backing file's, with the mounter's
 * credentials, through its page cache.  Empty files have no backing file.
 *
 * private_data is the backing file, opened at open, put at release.
 */
#include <linux/backing-file.h>
#include <linux/cred.h>
#include <linux/fadvise.h>
#include <linux/file.h>
#include <linux/filelock.h>
#include <linux/fsverity.h>
#include <linux/mm.h>
#include <linux/splice.h>
#include "composefs.h"

static const struct cred *file_cred(const struct file *file)
{
	return COMPOSEFS_SB(file_inode(file)->i_sb)->cred;
}

static int composefs_open(struct inode *inode, struct file *file)
{
	struct file *backing;

	/* The VFS has refused writers: the superblock is read-only. */
	backing = composefs_open_backing(inode, file);
	if (IS_ERR(backing))
		return PTR_ERR(backing);
	file->private_data = backing;
	file->f_mode |= backing->f_mode & (FMODE_CAN_ODIRECT | FMODE_NOWAIT);
	return 0;
}

static int composefs_release(struct inode *inode, struct file *file)
{
	fput(file->private_data);
	return 0;
}

/* F_SETFL may have changed O_DIRECT since the backing file was opened. */
static struct file *get_backing(struct file *file)
{
	struct file *backing = file->private_data;

	if (unlikely((READ_ONCE(file->f_flags) ^ READ_ONCE(backing->f_flags)) & O_DIRECT)) {
		spin_lock(&backing->f_lock);
		backing->f_flags = (backing->f_flags & ~O_DIRECT) |
				   (file->f_flags & O_DIRECT);
		backing->f_iocb_flags = iocb_flags(backing);
		spin_unlock(&backing->f_lock);
	}
	return backing;
}

static ssize_t composefs_read_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	struct file *file = iocb->ki_filp;
	struct backing_file_ctx ctx = { .cred = file_cred(file) };

	return backing_file_read_iter(get_backing(file), iter, iocb, iocb->ki_flags, &ctx);
}

static ssize_t composefs_splice_read(struct file *file, loff_t *pos,
				     struct pipe_inode_info *pipe, size_t len,
				     unsigned int flags)
{
	struct backing_file_ctx ctx = { .cred = file_cred(file) };
	struct kiocb iocb;
	ssize_t ret;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = *pos;
	ret = backing_file_splice_read(get_backing(file), &iocb, pipe, len, flags, &ctx);
	*pos = iocb.ki_pos;
	return ret;
}

static int composefs_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct backing_file_ctx ctx = { .cred = file_cred(file) };

	return backing_file_mmap(file->private_data, vma, &ctx);
}

/*
 * Where data and holes are, only the backing file knows.  Its own position is
 * used by nobody; ours is guarded by the VFS.
 */
static loff_t composefs_llseek(struct file *file, loff_t offset, int whence)
{
	struct inode *inode = file_inode(file);
	const struct cred *old_cred;

	if (whence != SEEK_DATA && whence != SEEK_HOLE)
		return generic_file_llseek(file, offset, whence);

	old_cred = override_creds(file_cred(file));
	offset = vfs_llseek(file->private_data, offset, whence);
	revert_creds(old_cred);
	if (offset < 0)
		return offset;
	return vfs_setpos(file, offset, inode->i_sb->s_maxbytes);
}

static int composefs_fadvise(struct file *file, loff_t offset, loff_t len, int advice)
{
	const struct cred *old_cred;
	int err;

	old_cred = override_creds(file_cred(file));
	err = vfs_fadvise(file->private_data, offset, len, advice);
	revert_creds(old_cred);
	return err;
}

/*
 * An allow-list, called by name on the backing file: what an ioctl does there
 * must be known before it may pass.
 */
static long composefs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case FS_IOC_MEASURE_VERITY:
		return fsverity_ioctl_measure(file->private_data, (void __user *)arg);
	case FS_IOC_READ_VERITY_METADATA:
		return fsverity_ioctl_read_metadata(file->private_data,
						    (const void __user *)arg);
	case FS_IOC_ENABLE_VERITY:
		return -EROFS;
	default:
		return -ENOTTY;
	}
}

const struct file_operations composefs_file_operations = {
	.open		= composefs_open,
	.release	= composefs_release,
	.llseek		= composefs_llseek,
	.read_iter	= composefs_read_iter,
	.splice_read	= composefs_splice_read,
	.mmap		= composefs_mmap,
	.fadvise	= composefs_fadvise,
	.unlocked_ioctl	= composefs_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.setlease	= generic_setlease,
};

static ssize_t composefs_read_nothing(struct kiocb *iocb, struct iov_iter *iter)
{
	return 0;
}

/* Every page of a mapping of an empty file is past its end. */
static vm_fault_t composefs_fault_past_end(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct composefs_empty_vm_operations = {
	.fault	= composefs_fault_past_end,
};

static int composefs_mmap_nothing(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &composefs_empty_vm_operations;
	return 0;
}

static int composefs_open_nothing(struct inode *inode, struct file *file)
{
	file->f_mode |= FMODE_CAN_ODIRECT | FMODE_NOWAIT;
	return 0;
}

static long composefs_ioctl_nothing(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case FS_IOC_MEASURE_VERITY:
	case FS_IOC_READ_VERITY_METADATA:
		return -ENODATA;
	case FS_IOC_ENABLE_VERITY:
		return -EROFS;
	default:
		return -ENOTTY;
	}
}

const struct file_operations composefs_empty_file_operations = {
	.open		= composefs_open_nothing,
	.llseek		= generic_file_llseek,
	.read_iter	= composefs_read_nothing,
	.splice_read	= copy_splice_read,
	.mmap		= composefs_mmap_nothing,
	.unlocked_ioctl	= composefs_ioctl_nothing,
	.compat_ioctl	= compat_ptr_ioctl,
	.setlease	= generic_setlease,
};
