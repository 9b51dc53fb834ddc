/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Bytes of a descriptor: where they come from, one reader's place among them, and
 * references to them.
 */
#ifndef CFS_CURSOR_H
#define CFS_CURSOR_H

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
 * @soon_end: where that ends which will be read soon, for a source that reads ahead;
 *	0 where that isn't known
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
	u64 soon_end;
	const char *rule;
};

static inline void cfs_init_cursor(struct cfs_cursor *cur, const struct cfs_image *img)
{
	cur->img = img;
	cur->window = NULL;
	cur->window_pos = 0;
	cur->window_len = 0;
	cur->soon_end = 0;
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

/* vdata.c */

int cfs_move_window(struct cfs_cursor *cur, u64 pos, u32 len);
int cfs_read_across(struct cfs_cursor *cur, u64 pos, void *buf, u32 len);

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
 * cfs_reach_bytes - the window's bytes at a position, moving it there
 * @cur: the cursor, whose window may move
 * @pos: position in the descriptor
 * @len: bytes wanted
 * @bytes: set to them, or to NULL when they pass the end of the window at @pos
 *
 * They may change at any time, as those of cfs_peek().
 *
 * Return: 0, -EFSCORRUPTED when the range passes the end, or the source's error.
 */
static __always_inline int cfs_reach_bytes(struct cfs_cursor *cur, u64 pos, u32 len,
					   const u8 **bytes)
{
	int err;

	*bytes = cfs_peek(cur, pos, len);
	/* A window ends where the descriptor does: what is in it needs no check. */
	if (likely(*bytes))
		return 0;
	err = cfs_move_window(cur, pos, len);
	if (!err)
		*bytes = cfs_peek(cur, pos, len);
	return err;
}

/**
 * cfs_read_bytes - copy bytes out of the descriptor
 * @cur: the cursor, whose window may move
 * @pos: position in the descriptor
 * @buf: filled
 * @len: bytes wanted
 *
 * Return: as cfs_reach_bytes().
 */
static __always_inline int cfs_read_bytes(struct cfs_cursor *cur, u64 pos, void *buf, u32 len)
{
	const u8 *bytes;
	int err;

	err = cfs_reach_bytes(cur, pos, len, &bytes);
	if (unlikely(err))
		return err;
	if (unlikely(!bytes))
		return cfs_read_across(cur, pos, buf, len);
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

/* A reference that was checked to lie inside vdata; absent when @len is 0. */
struct cfs_ref {
	u64 off;
	u32 len;
};

/**
 * cfs_check_ref - check that a vdata reference lies inside vdata
 * @cur: the cursor
 * @disk: the reference as on disk
 *
 * Once this has succeeded, off + n doesn't wrap for any n up to len, and
 * vdata_offset + off + n is inside the file.
 *
 * Return: 0 or -EFSCORRUPTED.
 */
static inline int cfs_check_ref(struct cfs_cursor *cur, const struct cfs_disk_ref *disk)
{
	u32 len = le32_to_cpu(disk->len);
	u64 end;

	if (len && (check_add_overflow(le64_to_cpu(disk->off), (u64)len, &end) ||
		    end > cur->img->vdata_size))
		return cfs_broken(cur, "vdata reference passes the end of vdata");
	return 0;
}

/**
 * cfs_decode_ref - decode a vdata reference that was checked
 * @disk: the reference as on disk
 *
 * Return: the reference; all zero when it is absent.
 */
static inline struct cfs_ref cfs_decode_ref(const struct cfs_disk_ref *disk)
{
	struct cfs_ref ref = { .off = 0, .len = le32_to_cpu(disk->len) };

	if (ref.len)
		ref.off = le64_to_cpu(disk->off);
	return ref;
}

#endif /* CFS_CURSOR_H */
