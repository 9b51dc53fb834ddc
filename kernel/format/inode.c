// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Inodes, and the three kinds of vdata that belong to one inode: symlink
 * targets, paths of backing files, digests.
 */
#include "cfs_reader.h"

static int check_variable_data(struct cfs_cursor *cur, u32 mode, u64 size, u32 len)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return 0;	/* cfs_read_dirents() checks the block */
	case S_IFREG:
		if (!size != !len)
			return cfs_broken(cur, "backing path without size or size without path");
		if (len > CFS_PATH_MAX)
			return cfs_broken(cur, "backing path is longer than 4095 bytes");
		return 0;
	case S_IFLNK:
		if (!len || len > CFS_PATH_MAX)
			return cfs_broken(cur, "symlink target is not 1 to 4095 bytes");
		return 0;
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		if (len)
			return cfs_broken(cur, "special file has variable data");
		return 0;
	default:
		return cfs_broken(cur, "unknown file type");
	}
}

static int check_inode(struct cfs_cursor *cur, const struct cfs_disk_inode *disk)
{
	u32 mode = le32_to_cpu(disk->mode);
	u64 size = le64_to_cpu(disk->size);
	u32 digest_len = le32_to_cpu(disk->digest.len);
	int err;

	if (mode & ~(u32)(S_IFMT | 07777))
		return cfs_broken(cur, "mode has bits beyond type and permissions");
	if (le32_to_cpu(disk->uid) == CFS_INVALID_ID ||
	    le32_to_cpu(disk->gid) == CFS_INVALID_ID)
		return cfs_broken(cur, "uid or gid is 0xffffffff");
	if (size > CFS_SIZE_MAX)
		return cfs_broken(cur, "size is above 2^63-1");
	if (le32_to_cpu(disk->mtime_nsec) > CFS_NSEC_MAX ||
	    le32_to_cpu(disk->ctime_nsec) > CFS_NSEC_MAX)
		return cfs_broken(cur, "nanoseconds are not below 10^9");
	if (digest_len && digest_len != CFS_DIGEST_SIZE)
		return cfs_broken(cur, "digest is not 32 bytes");

	err = cfs_check_ref(cur, &disk->variable_data);
	if (!err)
		err = cfs_check_ref(cur, &disk->xattrs);
	if (!err)
		err = cfs_check_ref(cur, &disk->digest);
	if (!err)
		err = check_variable_data(cur, mode, size,
					  le32_to_cpu(disk->variable_data.len));
	return err;
}

/* A checked inode; @disk is a private copy. */
static void decode_inode(const struct cfs_disk_inode *disk, struct cfs_inode *inode)
{
	u32 rdev;

	inode->mode = le32_to_cpu(disk->mode);
	inode->nlink = le32_to_cpu(disk->nlink);
	inode->uid = le32_to_cpu(disk->uid);
	inode->gid = le32_to_cpu(disk->gid);
	inode->rdev_major = 0;
	inode->rdev_minor = 0;
	inode->size = le64_to_cpu(disk->size);
	inode->mtime_sec = (s64)le64_to_cpu(disk->mtime_sec);
	inode->mtime_nsec = le32_to_cpu(disk->mtime_nsec);
	inode->ctime_sec = (s64)le64_to_cpu(disk->ctime_sec);
	inode->ctime_nsec = le32_to_cpu(disk->ctime_nsec);
	inode->variable_data = cfs_decode_ref(&disk->variable_data);
	inode->xattrs = cfs_decode_ref(&disk->xattrs);
	inode->digest = cfs_decode_ref(&disk->digest);

	switch (inode->mode & S_IFMT) {
	case S_IFCHR:
	case S_IFBLK:
		rdev = le32_to_cpu(disk->rdev);
		inode->rdev_major = (rdev >> 8) & 0xfff;
		inode->rdev_minor = (rdev & 0xff) | ((rdev >> 12) & 0xfff00);
		break;
	case S_IFLNK:
		inode->size = inode->variable_data.len;
		break;
	}
}

/**
 * cfs_read_inode - read, check and decode an inode
 * @cur: the cursor
 * @ino: its number
 * @inode: filled
 *
 * A link count of 0 passes: whether a dirent names the inode is not known here.
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_inode(struct cfs_cursor *cur, u32 ino, struct cfs_inode *inode)
{
	struct cfs_disk_inode disk __uninitialized;
	int err;

	if (ino >= cur->img->n_inodes)
		return cfs_broken(cur, "inode number is past the inode table");

	/* at most 128 + 2^32 * 96: no overflow */
	err = cfs_read_bytes(cur, CFS_SUPERBLOCK_SIZE + (u64)ino * CFS_INODE_SIZE,
			     &disk, sizeof(disk));
	if (err)
		return err;
	err = check_inode(cur, &disk);
	if (err)
		return err;
	decode_inode(&disk, inode);
	return 0;
}

/**
 * cfs_read_target - read the target of a symlink
 * @cur: the cursor
 * @ref: the inode's variable data, 1 to 4095 bytes
 * @buf: ref.len + 1 bytes, filled and NUL-terminated
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_target(struct cfs_cursor *cur, struct cfs_ref ref, char *buf)
{
	int err;

	err = cfs_read_vdata(cur, ref.off, buf, ref.len);
	if (err)
		return err;
	if (memchr(buf, '\0', ref.len))
		return cfs_broken(cur, "symlink target holds a NUL");
	buf[ref.len] = '\0';
	return 0;
}

/* Is there a component ".." in the NUL-terminated @path? */
static bool has_dotdot(const char *path)
{
	const char *at;

	for (at = path; *at; at++) {
		/* what stands before the third byte isn't the end */
		if (at[0] == '.' && at[1] == '.' && (!at[2] || at[2] == '/') &&
		    (at == path || at[-1] == '/'))
			return true;
	}
	return false;
}

/**
 * cfs_read_backing_path - read the path of a backing file
 * @cur: the cursor
 * @ref: the inode's variable data, 1 to 4095 bytes
 * @buf: ref.len + 1 bytes, filled and NUL-terminated
 *
 * Return: 0, -EFSCORRUPTED or the source's error.
 */
int cfs_read_backing_path(struct cfs_cursor *cur, struct cfs_ref ref, char *buf)
{
	int err;

	err = cfs_read_vdata(cur, ref.off, buf, ref.len);
	if (err)
		return err;
	buf[ref.len] = '\0';
	if (strlen(buf) != ref.len)
		return cfs_broken(cur, "backing path holds a NUL");
	if (buf[0] == '/')
		return cfs_broken(cur, "backing path begins with a slash");
	if (has_dotdot(buf))
		return cfs_broken(cur, "backing path has a component \"..\"");
	return 0;
}

/**
 * cfs_read_digest - read the fs-verity digest of a backing file
 * @cur: the cursor
 * @ref: the inode's digest, present
 * @digest: filled
 *
 * Return: 0 or the source's error.
 */
int cfs_read_digest(struct cfs_cursor *cur, struct cfs_ref ref,
		    u8 digest[CFS_DIGEST_SIZE])
{
	return cfs_read_vdata(cur, ref.off, digest, CFS_DIGEST_SIZE);
}
