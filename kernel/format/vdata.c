// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Bytes of the descriptor: with the fast paths in cfs_reader.h the only place
 * that adds unchecked offsets, so the only one that can overflow.
 */
#include "cfs_reader.h"

/**
 * cfs_move_and_read - copy bytes out of the descriptor, moving the window
 * @cur: the cursor
 * @pos: position in the descriptor
 * @buf: filled
 * @len: bytes wanted
 *
 * The slow half of cfs_read_bytes().
 *
 * Return: 0, -EFSCORRUPTED when the range passes the end, or the source's error.
 */
int cfs_move_and_read(struct cfs_cursor *cur, u64 pos, void *buf, u32 len)
{
	const struct cfs_source *source = cur->img->source;
	const u8 *bytes;
	u8 *to = buf;
	u64 end;
	u32 n;
	int err;

	if (check_add_overflow(pos, (u64)len, &end) || end > source->size)
		return cfs_broken(cur, "range passes the end of the image");

	while (len) {
		bytes = cfs_peek(cur, pos, 1);
		if (!bytes) {
			cfs_put_cursor(cur);
			err = source->get_window(cur, pos);
			if (err)
				return err;
			bytes = cfs_peek(cur, pos, 1);
		}

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
int cfs_check_ref(struct cfs_cursor *cur, const struct cfs_disk_ref *disk)
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
struct cfs_ref cfs_decode_ref(const struct cfs_disk_ref *disk)
{
	struct cfs_ref ref = { .off = 0, .len = le32_to_cpu(disk->len) };

	if (ref.len)
		ref.off = le64_to_cpu(disk->off);
	return ref;
}
