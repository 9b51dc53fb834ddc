// SPDX-License-Identifier: GPL-2.0-only
/*
 * Log lines.  Names in them are escaped: raw bytes could forge other lines.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include "composefs.h"

#define COMPOSEFS_LOG_NAME_MAX	256

/**
 * composefs_escape_name - a name as log lines show it
 * @name: any bytes, NUL-terminated
 *
 * Return: the name escaped, for kfree(), or NULL without memory for it.
 */
char *composefs_escape_name(const char *name)
{
	size_t len = strlen(name);
	int size = string_escape_mem(name, len, NULL, 0, COMPOSEFS_ESCAPE, "\\");
	char *escaped = kmalloc(size + 1, GFP_KERNEL);

	if (escaped) {
		string_escape_mem(name, len, escaped, size, COMPOSEFS_ESCAPE, "\\");
		escaped[size] = '\0';
	}
	return escaped;
}

/**
 * composefs_report - log that the image breaks a rule of the format
 * @sb: the superblock
 * @ino: inode number where the rule was broken
 * @rule: the rule, or NULL when something else failed: nothing is logged then
 *
 * Without memory for the image's name the line comes without it.
 */
void composefs_report(const struct super_block *sb, u32 ino, const char *rule)
{
	char *image;

	if (!rule)
		return;
	image = composefs_escape_name(COMPOSEFS_SB(sb)->name);
	pr_err_ratelimited("composefs: %s: inode %u: %s\n", image ?: "", ino, rule);
	kfree(image);
}

/**
 * composefs_report_file - log why a file can't be opened
 * @file: the file, named as the caller of open(2) would; by inode number alone
 *	where there is no memory for that, likewise the image
 * @err: the negative errno
 * @rule: what is wrong
 */
void composefs_report_file(struct file *file, int err, const char *rule)
{
	const struct inode *inode = file_inode(file);
	char escaped[COMPOSEFS_LOG_NAME_MAX];
	char *image, *buf, *name = NULL;
	int n = 0;

	buf = kmalloc(PATH_MAX, GFP_KERNEL);
	if (buf)
		name = dentry_path_raw(file->f_path.dentry, buf, PATH_MAX);
	if (!IS_ERR_OR_NULL(name)) {
		n = string_escape_mem(name, strlen(name), escaped, sizeof(escaped) - 1,
				      COMPOSEFS_ESCAPE, "\\");
		/* the length needed, which may be more than there was room for */
		n = min_t(int, n, sizeof(escaped) - 1);
	}
	escaped[n] = '\0';
	kfree(buf);
	image = composefs_escape_name(COMPOSEFS_SB(inode->i_sb)->name);
	pr_warn_ratelimited("composefs: %s: inode %u %s: %s (%d)\n", image ?: "",
			    composefs_ino(inode), escaped, rule, err);
	kfree(image);
}
