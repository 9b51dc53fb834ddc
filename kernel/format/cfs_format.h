/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The composefs descriptor, version 1, as it lies on disk.
 *
 *   0              superblock      128 bytes
 *   128            inode table     N x 96 bytes; inode number = index, 0 = root
 *   vdata_offset   variable data   to the end of the file
 *
 * Variable data ("vdata") is reached through references: an offset from
 * vdata_offset and a length.  It holds dirent blocks, xattr blocks, symlink
 * targets, paths of backing files and fs-verity digests.
 *
 *   dirent block   u32 n | n x dirent (12 bytes) | name table
 *   xattr block    u16 n | n x (u16 key length, u16 value length) | key, value, ...
 *
 * All numbers are little-endian, all structures are packed.
 */
#ifndef CFS_FORMAT_H
#define CFS_FORMAT_H

#include "cfs_port.h"

#define CFS_MAGIC		0xc078629aU
#define CFS_VERSION		1

#define CFS_SUPERBLOCK_SIZE	128
#define CFS_INODE_SIZE		96
#define CFS_DIRENT_SIZE		12
#define CFS_DIRENTS_HEADER_SIZE	4
#define CFS_XATTRS_HEADER_SIZE	2
#define CFS_XATTR_ELEMENT_SIZE	4

#define CFS_ROOT_INO		0
#define CFS_NAME_MAX		255	/* of a dirent */
#define CFS_PATH_MAX		4095	/* of a backing path or symlink target, no NUL */
#define CFS_XATTR_KEY_MAX	255
#define CFS_XATTR_VALUE_MAX	65535
#define CFS_DIGEST_SIZE		32
#define CFS_SIZE_MAX		0x7fffffffffffffffULL
#define CFS_NSEC_MAX		999999999U
#define CFS_INVALID_ID		0xffffffffU
#define CFS_INODES_MAX		0xffffffffULL

/* d_type of a dirent: the type bits of the inode's mode, shifted down. */
#define CFS_DT_FIFO		1
#define CFS_DT_CHR		2
#define CFS_DT_DIR		4
#define CFS_DT_BLK		6
#define CFS_DT_REG		8
#define CFS_DT_LNK		10
#define CFS_DT_SOCK		12

/* A reference to @len bytes of vdata at @off; absent when @len is 0. */
struct cfs_disk_ref {
	__le64 off;
	__le32 len;
} __packed;

struct cfs_disk_superblock {
	__le32 version;
	__le32 magic;
	__le64 vdata_offset;
	__le32 unused[28];
} __packed;

struct cfs_disk_inode {
	__le32 mode;
	__le32 nlink;
	__le32 uid;
	__le32 gid;
	__le32 rdev;
	__le64 size;
	__le64 mtime_sec;	/* two's complement, as ctime_sec */
	__le32 mtime_nsec;
	__le64 ctime_sec;
	__le32 ctime_nsec;
	struct cfs_disk_ref variable_data;
	struct cfs_disk_ref xattrs;
	struct cfs_disk_ref digest;
	__le32 unused[2];
} __packed;

struct cfs_disk_dirent {
	__le32 inode_num;
	__le32 name_offset;
	u8 name_len;
	u8 d_type;
	u8 padding[2];
} __packed;

struct cfs_disk_xattr {
	__le16 key_length;
	__le16 value_length;
} __packed;

static_assert(sizeof(struct cfs_disk_ref) == 12, "layout of cfs_disk_ref");
static_assert(sizeof(struct cfs_disk_superblock) == CFS_SUPERBLOCK_SIZE,
	      "layout of cfs_disk_superblock");
static_assert(sizeof(struct cfs_disk_inode) == CFS_INODE_SIZE,
	      "layout of cfs_disk_inode");
static_assert(sizeof(struct cfs_disk_dirent) == CFS_DIRENT_SIZE,
	      "layout of cfs_disk_dirent");
static_assert(sizeof(struct cfs_disk_xattr) == CFS_XATTR_ELEMENT_SIZE,
	      "layout of cfs_disk_xattr");

#endif /* CFS_FORMAT_H */
