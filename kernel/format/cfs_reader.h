/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The reader: decoded, host-order structures and the functions that fill them.
 *
 * Every function bounds, reads, checks, decodes, in this order; what it fills
 * is touched last, so that a failure leaves no half value.  The results are
 * private copies: bytes of the descriptor that change afterwards can't undo a
 * check.  Return values are 0 (or a count) and negative errnos: -EFSCORRUPTED
 * for a broken rule of the format, with the rule in the cursor, else whatever
 * the source said.
 */
#ifndef CFS_READER_H
#define CFS_READER_H

#include "cfs_cursor.h"

/* superblock.c */

int cfs_read_superblock(struct cfs_image *img, const struct cfs_source *source,
			const char **rule);

/* inode.c */

struct cfs_inode {
	u32 mode;
	u32 nlink;
	u32 uid;
	u32 gid;
	u32 rdev_major;		/* of devices, else 0 */
	u32 rdev_minor;
	u32 mtime_nsec;
	u32 ctime_nsec;
	u64 size;		/* of a symlink: its target's length */
	s64 mtime_sec;
	s64 ctime_sec;
	struct cfs_ref variable_data;
	struct cfs_ref xattrs;
	struct cfs_ref digest;
};

int cfs_read_inode(struct cfs_cursor *cur, u32 ino, struct cfs_inode *inode);
int cfs_read_target(struct cfs_cursor *cur, struct cfs_ref ref, char *buf);
int cfs_read_backing_path(struct cfs_cursor *cur, struct cfs_ref ref, char *buf);
int cfs_read_digest(struct cfs_cursor *cur, struct cfs_ref ref,
		    u8 digest[CFS_DIGEST_SIZE]);

static inline u8 cfs_mode_to_dtype(u32 mode)
{
	return (mode & S_IFMT) >> 12;
}

/* dirent.c */

#define CFS_PROBES	64

/**
 * struct cfs_probes - what searches in a large directory met at their first steps
 * @prefixes: of names; the first step is 1, and behind step n follows 2n or
 *	2n + 1.  0 where none came by yet
 *
 * Of a name as many bytes as fit a word, most significant first, so that words
 * compare as names do.  A search that differs there from the name that it would
 * have to read needs no window.  All zero at first; shared without a lock.
 */
struct cfs_probes {
	unsigned long prefixes[CFS_PROBES];
};

/**
 * struct cfs_dirents - a dirent block whose header was checked
 * @block: the block; absent for an empty directory
 * @count: dirents in it
 * @probes: of the directory, to be used and filled by cfs_lookup_dirent(), or NULL
 */
struct cfs_dirents {
	struct cfs_ref block;
	u32 count;
	struct cfs_probes *probes;
};

struct cfs_dirent {
	u32 ino;
	u8 d_type;
	u8 name_len;
	char name[CFS_NAME_MAX];	/* not NUL-terminated */
};

/**
 * struct cfs_dir_cursor - one reader's place in a dirent block
 * @table: in the table of dirents
 * @names: in the name table, which lies elsewhere in a large block
 *
 * @table holds the broken rule.
 */
struct cfs_dir_cursor {
	struct cfs_cursor table;
	struct cfs_cursor names;
};

static inline void cfs_init_dir_cursor(struct cfs_dir_cursor *cur,
				       const struct cfs_image *img)
{
	cfs_init_cursor(&cur->table, img);
	cfs_init_cursor(&cur->names, img);
}

static inline void cfs_put_dir_cursor(struct cfs_dir_cursor *cur)
{
	cfs_put_cursor(&cur->names);
	cfs_put_cursor(&cur->table);
}

int cfs_read_dirents(struct cfs_cursor *cur, struct cfs_ref block,
		     struct cfs_dirents *dirents);
int cfs_read_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		    u32 index, struct cfs_dirent *dirent);
int cfs_iterate_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		       u32 index, struct cfs_dirent *dirent);

/* lookup.c */

/* What a name was found to mean. */
struct cfs_found {
	u32 index;		/* of the dirent in its block */
	u32 ino;
	u8 d_type;
};

int cfs_lookup_dirent(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
		      const char *name, u32 len, struct cfs_found *found);

/* xattr.c */

/**
 * struct cfs_xattrs - a walk over one xattr block
 * @block: the block
 * @count: keys in it
 * @index: of the current key; cfs_next_xattr() moves it
 * @value_off: of the current value, in vdata
 * @value_len: its length
 * @key_len: length of the current key
 * @key: the current key, not NUL-terminated
 */
struct cfs_xattrs {
	struct cfs_ref block;
	u32 count;
	u32 index;
	u64 value_off;
	u32 value_len;
	u32 key_len;
	char key[CFS_XATTR_KEY_MAX];
};

int cfs_read_xattrs(struct cfs_cursor *cur, struct cfs_ref block, struct cfs_xattrs *xattrs);
int cfs_next_xattr(struct cfs_cursor *cur, struct cfs_xattrs *xattrs);
int cfs_lookup_xattr(struct cfs_cursor *cur, struct cfs_xattrs *xattrs,
		     const char *key, u32 len);

/**
 * cfs_compare - the order of names and of xattr keys
 * @a: the one, not empty
 * @a_len: its length
 * @b: the other, not empty
 * @b_len: its length
 *
 * Unsigned bytes first to last, a proper prefix before the longer name.
 *
 * Return: less than, equal to or greater than 0, as @a compares to @b.
 */
static inline int cfs_compare(const char *a, u32 a_len, const char *b, u32 b_len)
{
	int diff = (int)(u8)a[0] - (u8)b[0];	/* decides most searches */

	if (!diff)
		diff = memcmp(a, b, a_len < b_len ? a_len : b_len);
	if (diff)
		return diff;
	return a_len < b_len ? -1 : a_len > b_len;
}

#endif /* CFS_READER_H */
