// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Inodes, and the three kinds of vdata that belong to one inode: symlink
 * targets, paths of backing files, digests.
 */
#include "cfs_reader.h"

static int check_variable_data(struct cfs_cursor *cur, const struct cfs_inode *inode)
{
	u32 len = inode->variable_data.len;

	switch (inode->mode & S_IFMT) {
	case S_IFDIR:
		return 0;	/* cfs_read_dirents() checks the block */
	case S_IFREG:
		if (!inode->size != !len)
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

static int check_inode(struct cfs_cursor *cur, const struct cfs_inode *inode)
{
	if (inode->mode & ~(u32)(S_IFMT | 07777))
		return cfs_broken(cur, "mode has bits beyond type and permissions");
	if (inode->uid == CFS_INVALID_ID || inode->gid == CFS_INVALID_ID)
		return cfs_broken(cur, "uid or gid is 0xffffffff");
	if (inode->size > CFS_SIZE_MAX)
		return cfs_broken(cur, "size is above 2^63-1");
	if (inode->mtime_nsec > CFS_NSEC_MAX || inode->ctime_nsec > CFS_NSEC_MAX)
		return cfs_broken(cur, "nanoseconds are not below 10^9");
	if (inode->digest.len && inode->digest.len != CFS_DIGEST_SIZE)
		return cfs_broken(cur, "digest is not 32 bytes");
	return check_variable_data(cur, inode);
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
	struct cfs_disk_inode disk;
	struct cfs_inode in = {};
	u32 rdev;
	int err;

	if (ino >= cur->img->n_inodes)
		return cfs_broken(cur, "inode number is past the inode table");

	/* at most 128 + 2^32 * 96: no overflow */
	err = cfs_read_bytes(cur, CFS_SUPERBLOCK_SIZE + (u64)ino * CFS_INODE_SIZE,
			     &disk, sizeof(disk));
	if (err)
		return err;

	in.mode = le32_to_cpu(disk.mode);
	in.nlink = le32_to_cpu(disk.nlink);
	in.uid = le32_to_cpu(disk.uid);
	in.gid = le32_to_cpu(disk.gid);
	in.size = le64_to_cpu(disk.size);
	in.mtime_sec = (s64)le64_to_cpu(disk.mtime_sec);
	in.mtime_nsec = le32_to_cpu(disk.mtime_nsec);
	in.ctime_sec = (s64)le64_to_cpu(disk.ctime_sec);
	in.ctime_nsec = le32_to_cpu(disk.ctime_nsec);
	err = cfs_read_ref(cur, &disk.variable_data, &in.variable_data);
	if (!err)
		err = cfs_read_ref(cur, &disk.xattrs, &in.xattrs);
	if (!err)
		err = cfs_read_ref(cur, &disk.digest, &in.digest);
	if (!err)
		err = check_inode(cur, &in);
	if (err)
		return err;

	switch (in.mode & S_IFMT) {
	case S_IFCHR:
	case S_IFBLK:
		rdev = le32_to_cpu(disk.rdev);
		in.rdev_major = (rdev >> 8) & 0xfff;
		in.rdev_minor = (rdev & 0xff) | ((rdev >> 12) & 0xfff00);
		break;
	case S_IFLNK:
		in.size = in.variable_data.len;
		break;
	}
	*inode = in;
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
	const char *at = path;

	while ((at = strstr(at, ".."))) {
		if ((at == path || at[-1] == '/') && (!at[2] || at[2] == '/'))
			return true;
		at++;
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
