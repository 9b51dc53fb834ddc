// SPDX-License-Identifier: GPL-2.0-only
/*
 * Base directories, and finding backing files beneath them.
 */
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include "composefs.h"

/* A path that leaves its base is refused, not followed. */
#define COMPOSEFS_LOOKUP_FLAGS	(LOOKUP_FOLLOW | LOOKUP_BENEATH | LOOKUP_NO_SYMLINKS | \
				 LOOKUP_NO_MAGICLINKS | LOOKUP_NO_XDEV)

/**
 * composefs_get_bases - clone the mounts of the base directories
 * @sbi: gets the clones and the names
 * @options: keeps its own references to the directories, gives the names away
 * @fc: for messages
 *
 * Return: 0, or a negative errno; composefs_put_bases() undoes both.
 */
int composefs_get_bases(struct composefs_sb_info *sbi, struct composefs_options *options,
			struct fs_context *fc)
{
	struct vfsmount *mnt;
	unsigned int i;

	if (!options->n_bases)
		return 0;
	sbi->base_mounts = kcalloc(options->n_bases, sizeof(*sbi->base_mounts), GFP_KERNEL);
	sbi->base_names = kcalloc(options->n_bases, sizeof(*sbi->base_names), GFP_KERNEL);
	if (!sbi->base_mounts || !sbi->base_names)
		return -ENOMEM;

	for (i = 0; i < options->n_bases; i++) {
		mnt = clone_private_mount(&options->bases[i].path);
		if (IS_ERR(mnt)) {
			errorfc(fc, "basedir: mount can't be cloned");
			return PTR_ERR(mnt);
		}
		mnt->mnt_flags |= MNT_READONLY | MNT_NOATIME;
		sbi->base_mounts[i] = mnt;
		sbi->base_names[i] = options->bases[i].name;
		options->bases[i].name = NULL;
		sbi->n_bases = i + 1;
	}
	return 0;
}

void composefs_put_bases(struct composefs_sb_info *sbi)
{
	unsigned int i;

	/* Clones are long-term mounts: mntput() alone would never free them. */
	if (sbi->n_bases)
		kern_unmount_array(sbi->base_mounts, sbi->n_bases);
	for (i = 0; i < sbi->n_bases; i++)
		kfree(sbi->base_names[i]);
	kfree(sbi->base_mounts);
	kfree(sbi->base_names);
	sbi->n_bases = 0;
}

/* Find @name in the first base that has it. */
static int lookup_in_bases(const struct composefs_sb_info *sbi, const char *name,
			   struct path *path)
{
	struct vfsmount *mnt;
	unsigned int i;
	int err;

	for (i = 0; i < sbi->n_bases; i++) {
		mnt = sbi->base_mounts[i];
		err = vfs_path_lookup(mnt->mnt_root, mnt, name, COMPOSEFS_LOOKUP_FLAGS, path);
		if (err != -ENOENT && err != -ENOTDIR)
			return err;
	}
	return -ENOENT;
}

/**
 * composefs_find_backing - find what a backing path leads to: a regular file
 * @sbi: whose base directories to search, with the mounter's credentials current
 * @name: the path
 * @path: filled, referenced
 * @rule: set to what is wrong, where something is
 *
 * Return: 0 or a negative errno.
 */
int composefs_find_backing(const struct composefs_sb_info *sbi, const char *name,
			   struct path *path, const char **rule)
{
	int err;

	err = lookup_in_bases(sbi, name, path);
	if (err == -ELOOP)
		*rule = "backing path leads through a symlink";
	else if (err == -EXDEV)
		*rule = "backing path leads out of its base directory";
	if (err)
		return err;
	if (!d_is_reg(path->dentry)) {
		*rule = "backing file is not a regular file";
		path_put(path);
		return -EIO;
	}
	return 0;
}
