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

#include "cfs_format.h"

struct cfs_cursor;

/**
 * struct cfs_source - where the bytes of a descriptor come from
 * @size: of the descriptor in bytes; doesn't change while the source is used
 * @get_window: lend the cursor, which has none, a window that holds the byte at
 *	@pos (less than @size) and none past @size; 0 or a negative errno
 * @put_window: take the cursor's window back
 *
 * Embedded in what the source's owner allocates and frees.
 */
struct cfs_source {
	u64 size;
	int (*get_window)(struct cfs_cursor *cur, u64 pos);
	void (*put_window)(struct cfs_cursor *cur);
};

/**
 * struct cfs_image - a descriptor whose superblock has been read
 * @source: its bytes
 * @vdata_offset: where vdata begins
 * @vdata_size: from there to the end of the file
 * @n_inodes: slots in the inode table, at least 1
 */
struct cfs_image {
	const struct cfs_source *source;
	u64 vdata_offset;
	u64 vdata_size;
	u32 n_inodes;
};

/**
 * struct cfs_cursor - one reader's place in an image
 * @img: the image
 * @window: bytes lent by the source, NULL while there are none
 * @window_pos: position of the window in the descriptor
 * @window_len: its length
 * @owner: the source's, to give the window back
 * @rule: the rule that was found broken when a function says -EFSCORRUPTED
 *
 * Lives on the stack of one task, between cfs_init_cursor() and
 * cfs_put_cursor().
 */
struct cfs_cursor {
	const struct cfs_image *img;
	const u8 *window;
	u64 window_pos;
	u32 window_len;
	void *owner;
	const char *rule;
};

static inline void cfs_init_cursor(struct cfs_cursor *cur, const struct cfs_image *img)
{
	cur->img = img;
	cur->window = NULL;
	cur->window_len = 0;
	cur->rule = NULL;
}

static inline void cfs_put_cursor(struct cfs_cursor *cur)
{
	if (cur->window) {
		cur->img->source->put_window(cur);
		cur->window = NULL;
		cur->window_len = 0;
	}
}

static inline int cfs_broken(struct cfs_cursor *cur, const char *rule)
{
	cur->rule = rule;
	return -EFSCORRUPTED;
}

/* superblock.c */

int cfs_read_superblock(struct cfs_image *img, const struct cfs_source *source,
			const char **rule);

/* inode.c */

/* A reference that was checked to lie inside vdata; absent when @len is 0. */
struct cfs_ref {
	u64 off;
	u32 len;
};

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

/* A dirent block whose header was checked; all zero for an empty directory. */
struct cfs_dirents {
	struct cfs_ref block;
	u32 count;
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

/* vdata.c */

int cfs_move_and_read(struct cfs_cursor *cur, u64 pos, void *buf, u32 len);

/*
 * The window's bytes from @pos on when it holds @len of them, else NULL.  They
 * may change at any time: copy before checking, or use them but once.
 */
static inline const u8 *cfs_peek(const struct cfs_cursor *cur, u64 pos, u32 len)
{
	/* wraps to a huge value when @pos is below the window */
	u64 skip = pos - cur->window_pos;

	if (skip >= cur->window_len || len > cur->window_len - skip)
		return NULL;
	return cur->window + skip;
}

/**
 * cfs_read_bytes - copy bytes out of the descriptor
 * @cur: the cursor, whose window may move
 * @pos: position in the descriptor
 * @buf: filled
 * @len: bytes wanted
 *
 * Return: 0, -EFSCORRUPTED when the range passes the end, or the source's error.
 */
static __always_inline int cfs_read_bytes(struct cfs_cursor *cur, u64 pos, void *buf, u32 len)
{
	const u8 *bytes = cfs_peek(cur, pos, len);

	/* A window ends where the descriptor does: what is in it needs no check. */
	if (unlikely(!bytes))
		return cfs_move_and_read(cur, pos, buf, len);
	memcpy(buf, bytes, len);
	return 0;
}

/**
 * cfs_read_vdata - copy bytes out of vdata
 * @cur: the cursor
 * @off: offset in vdata
 * @buf: filled
 * @len: bytes wanted
 *
 * Return: as cfs_read_bytes().
 */
static inline int cfs_read_vdata(struct cfs_cursor *cur, u64 off, void *buf, u32 len)
{
	u64 pos;

	if (unlikely(check_add_overflow(cur->img->vdata_offset, off, &pos)))
		return cfs_broken(cur, "range passes the end of the image");
	return cfs_read_bytes(cur, pos, buf, len);
}

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

int cfs_check_ref(struct cfs_cursor *cur, const struct cfs_disk_ref *disk);
struct cfs_ref cfs_decode_ref(const struct cfs_disk_ref *disk);

#endif /* CFS_READER_H */
