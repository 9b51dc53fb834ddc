// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the bytes of a descriptor come from: the one seam between the reader
 * of format/ and the kernel.
 *
 * A window is a folio of the image's page cache, lent with a reference, or a
 * buffer with a copy: where the file has no page cache that can be read into
 * (tmpfs, overlayfs, composefs, DAX), and for highmem, whose mappings would
 * have to be undone in reverse order.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/highmem.h>
#include <linux/magic.h>
#include <linux/pagemap.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include "composefs.h"

/* No more is read at once for one small access, however large the directory. */
#define COMPOSEFS_SOON_PAGES	(SZ_128K / PAGE_SIZE)

static struct composefs_source *to_composefs_source(const struct cfs_source *src)
{
	return container_of(src, struct composefs_source, src);
}

/* A window that owns a buffer says so by having no folio. */
static void composefs_put_window(struct cfs_cursor *cur)
{
	if (cur->owner)
		folio_put(cur->owner);
	else
		kfree(cur->window);
}

/* What lies past the end of the image isn't part of the window. */
static void set_window(struct cfs_cursor *cur, const u8 *window, u64 pos, u32 len,
		       struct folio *folio)
{
	cur->window = window;
	cur->window_pos = pos;
	cur->window_len = min_t(u64, len, cur->img->source->size - pos);
	cur->owner = folio;
}

/* Fill a window with a copy of one page of @folio, whose reference is dropped. */
static int copy_folio_window(struct cfs_cursor *cur, struct folio *folio, u64 pos)
{
	u64 start = round_down(pos, PAGE_SIZE);
	u8 *buf = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (buf) {
		memcpy_from_folio(buf, folio, offset_in_folio(folio, start), PAGE_SIZE);
		set_window(cur, buf, start, PAGE_SIZE, NULL);
	}
	folio_put(folio);
	return buf ? 0 : -ENOMEM;
}

/*
 * The folio that holds @index, up to date, with readahead up to @soon_end, a page, if
 * that comes later; @folio is what the page cache has at @index, whose reference is
 * dropped, or an error pointer.  Apart, because readahead needs much of the stack.
 */
static noinline struct folio *read_source_folio(struct composefs_source *source,
						struct file_ra_state *ra, pgoff_t index,
						pgoff_t soon_end, struct folio *folio)
{
	struct address_space *mapping = source->mapping;
	unsigned long n_pages = 1;

	if (IS_ERR(folio)) {
		if (soon_end > index)
			n_pages = min(soon_end - index, COMPOSEFS_SOON_PAGES);
		page_cache_sync_readahead(mapping, ra, source->file, index, n_pages);
	} else {
		if (folio_test_readahead(folio))
			page_cache_async_readahead(mapping, ra, source->file, folio, 1);
		folio_put(folio);
	}
	return read_mapping_folio(mapping, index, source->file);
}

static int get_cached_window(struct cfs_cursor *cur, u64 pos)
{
	struct composefs_source *source = to_composefs_source(cur->img->source);
	struct file_ra_state *ra = pos < source->vdata_offset ? &source->inodes_ra :
								&source->vdata_ra;
	pgoff_t index = pos >> PAGE_SHIFT;
	struct folio *folio;

	folio = filemap_get_folio(source->mapping, index);
	if (IS_ERR(folio) || folio_test_readahead(folio) || !folio_test_uptodate(folio)) {
		folio = read_source_folio(source, ra, index,
					  DIV_ROUND_UP(cur->soon_end, PAGE_SIZE), folio);
		if (IS_ERR(folio))
			return PTR_ERR(folio);
	}
	/* As read(2) does: once for all of a page that is read in small pieces. */
	if ((u64)ra->prev_pos >> PAGE_SHIFT != index)
		folio_mark_accessed(folio);
	ra->prev_pos = pos;
	if (folio_test_highmem(folio))
		return copy_folio_window(cur, folio, pos);
	set_window(cur, folio_address(folio), folio_pos(folio), folio_size(folio), folio);
	return 0;
}

static int read_fully(struct file *file, u8 *buf, u32 len, loff_t pos)
{
	ssize_t n;

	while (len) {
		n = kernel_read(file, buf, len, &pos);
		if (n < 0)
			return n;
		if (!n)
			return -EIO;	/* truncated under us */
		buf += n;
		len -= n;
	}
	return 0;
}

static int get_copied_window(struct cfs_cursor *cur, u64 pos)
{
	struct composefs_source *source = to_composefs_source(cur->img->source);
	u64 start = round_down(pos, PAGE_SIZE);
	u32 len = min_t(u64, PAGE_SIZE, source->src.size - start);
	const struct cred *old_cred;
	u8 *buf;
	int err;

	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	old_cred = override_creds(source->cred);
	err = read_fully(source->file, buf, len, start);
	revert_creds(old_cred);
	if (err) {
		kfree(buf);
		return err;
	}
	set_window(cur, buf, start, len, NULL);
	return 0;
}

/*
 * A FUSE server may have asked for direct I/O or passthrough, which only its
 * read_iter honours.
 */
static bool can_read_page_cache(struct file *file)
{
	struct inode *inode = file_inode(file);

	return file->f_mapping->a_ops->read_folio && !IS_DAX(inode) &&
	       inode->i_sb->s_magic != FUSE_SUPER_MAGIC;
}

/**
 * composefs_open_source - open the image and keep writers out
 * @source: zeroed; set up but for its sections and readahead
 * @path: of the image
 * @cred: the mounter's, current; must outlive @source
 * @fc: for messages
 *
 * Return: 0, or a negative errno with nothing to close.
 */
int composefs_open_source(struct composefs_source *source, const struct path *path,
			  const struct cred *cred, struct fs_context *fc)
{
	struct inode *inode = d_backing_inode(path->dentry);
	struct file *file;
	int err;

	/* Checked first: opening a fifo would wait for its writer. */
	if (!S_ISREG(inode->i_mode)) {
		errorfc(fc, "image is not a regular file");
		return S_ISDIR(inode->i_mode) ? -EISDIR : -EINVAL;
	}
	err = path_permission(path, MAY_READ);
	if (err) {
		errorfc(fc, "image can't be read");
		return err;
	}
	file = dentry_open(path, O_RDONLY | O_LARGEFILE | O_NOATIME, cred);
	if (IS_ERR(file)) {
		errorfc(fc, "image can't be opened");
		return PTR_ERR(file);
	}
	err = deny_write_access(file);
	if (err) {
		errorfc(fc, "image is open for writing");
		fput(file);
		return err;
	}

	source->src.size = i_size_read(file_inode(file));
	source->src.put_window = composefs_put_window;
	source->file = file;
	source->cred = cred;
	if (can_read_page_cache(file)) {
		source->mapping = file->f_mapping;
		source->src.get_window = get_cached_window;
	} else {
		source->src.get_window = get_copied_window;
	}
	return 0;
}

/* Say where vdata begins, so that each section has a readahead state of its own. */
void composefs_set_source_sections(struct composefs_source *source, u64 vdata_offset)
{
	source->vdata_offset = vdata_offset;
}

/*
 * Read ahead from now on.  Until then each access reads its page alone: mounting looks
 * at two that are far apart, and what lies behind them may never be asked for.
 */
void composefs_start_readahead(struct composefs_source *source)
{
	source->inodes_ra.ra_pages = source->file->f_ra.ra_pages;
	source->vdata_ra.ra_pages = source->file->f_ra.ra_pages;
}

/* Undo composefs_open_source(); does nothing when that hasn't succeeded. */
void composefs_close_source(struct composefs_source *source)
{
	if (source->file) {
		allow_write_access(source->file);
		fput(source->file);
		source->file = NULL;
	}
}
