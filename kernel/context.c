// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a filesystem context, which becomes a superblock or checks a
 * remount.
 */
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include "composefs.h"

static int composefs_get_tree(struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;

	if (!options->source.dentry)
		return invalfc(fc, "no image given");
	fc->sb_flags |= SB_RDONLY;
	return get_tree_nodev(fc, composefs_fill_super);
}

static bool same_bases(const struct composefs_sb_info *sbi,
		       const struct composefs_options *options)
{
	unsigned int i;

	if (options->n_bases != sbi->n_bases)
		return false;
	for (i = 0; i < sbi->n_bases; i++) {
		if (strcmp(options->bases[i].name, sbi->base_names[i]))
			return false;
	}
	return true;
}

/* A remount may repeat the options, as mount(8) does, but not change them. */
static int composefs_reconfigure(struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;
	struct super_block *sb = fc->root->d_sb;
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);

	if ((fc->sb_flags_mask & SB_RDONLY) && !(fc->sb_flags & SB_RDONLY)) {
		errorfc(fc, "the filesystem is read-only");
		return -EROFS;
	}
	if (options->source.dentry &&
	    d_inode(options->source.dentry) != file_inode(sbi->source.file))
		return invalfc(fc, "source can't be changed");
	if (options->n_bases && !same_bases(sbi, options))
		return invalfc(fc, "basedir can't be changed");
	if (options->digest_given &&
	    (!sbi->digest_given || memcmp(options->digest, sbi->digest, CFS_DIGEST_SIZE)))
		return invalfc(fc, "digest can't be changed");
	if (options->verity_check_given && options->verity_check != sbi->verity_check)
		return invalfc(fc, "verity_check can't be changed");
	if (options->acl_given && options->acl != !!(sb->s_flags & SB_POSIXACL))
		return invalfc(fc, "acl can't be changed");
	return 0;
}

static void composefs_free_fs_context(struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;
	unsigned int i;

	if (!options)
		return;
	path_put(&options->source);
	for (i = 0; i < options->n_bases; i++) {
		path_put(&options->bases[i].path);
		kfree(options->bases[i].name);
	}
	kfree(options->bases);
	kfree(options);
}

static const struct fs_context_operations composefs_context_operations = {
	.free			= composefs_free_fs_context,
	.parse_param		= composefs_parse_param,
	.parse_monolithic	= composefs_parse_monolithic,
	.get_tree		= composefs_get_tree,
	.reconfigure		= composefs_reconfigure,
};

int composefs_init_fs_context(struct fs_context *fc)
{
	struct composefs_options *options;

	/*
	 * mount(2) and fsconfig(2) ask the task that creates the mount for
	 * CAP_SYS_ADMIN, but the context may have been opened by another.
	 */
	if (fc->user_ns != &init_user_ns)
		return -EPERM;

	options = kzalloc(sizeof(*options), GFP_KERNEL);
	if (!options)
		return -ENOMEM;
	options->acl = true;
	fc->fs_private = options;
	fc->ops = &composefs_context_operations;
	return 0;
}
