// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Bytes of the descriptor: with the fast paths in cfs_cursor.h the only place
 * that adds unchecked offsets, so the only one that can overflow.
 */
#include "cfs_cursor.h"

/**
 * cfs_move_window - move the window of a cursor
 * @cur: the cursor
 * @pos: a position in the descriptor, which the window will hold
 * @len: of the range from there on that is to be read; without one nothing moves
 *
 * How much of the range the window holds is the source's choice.
 *
 * Return: 0, -EFSCORRUPTED when the range passes the end, or the source's error.
 */
int cfs_move_window(struct cfs_cursor *cur, u64 pos, u32 len)
{
	const struct cfs_source *source = cur->img->source;
	u64 end;

	if (check_add_overflow(pos, (u64)len, &end) || end > source->size)
		return cfs_broken(cur, "range passes the end of the image");
	if (!len)
		return 0;
	cfs_put_cursor(cur);
	return source->get_window(cur, pos);
}

/**
 * cfs_read_across - copy bytes that no window holds alone
 * @cur: the cursor, whose window moves
 * @pos: position in the descriptor, in the window
 * @buf: filled
 * @len: bytes wanted, a range that cfs_move_window() has checked
 *
 * Return: 0 or the source's error.
 */
int cfs_read_across(struct cfs_cursor *cur, u64 pos, void *buf, u32 len)
{
	const u8 *bytes;
	u8 *to = buf;
	u32 n;
	int err;

	while (len) {
		err = cfs_reach_bytes(cur, pos, 1, &bytes);
		if (err)
			return err;

		n = cur->window + cur->window_len - bytes;
		if (n > len)
			n = len;
		memcpy(to, bytes, n);
		to += n;
		pos += n;
		len -= n;
	}
	return 0;
}
