// SPDX-License-Identifier: GPL-2.0-only
/*
 * Backing files: found beneath the base directories, opened with the mounter's
 * credentials, checked before anyone reads from them.
 */
#include <linux/backing-file.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fileattr.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include "composefs.h"
#include "trace.h"

#define COMPOSEFS_LOG_NAME_MAX	256

/* A path that leaves its base is refused, not followed. */
#define COMPOSEFS_LOOKUP_FLAGS	(LOOKUP_FOLLOW | LOOKUP_BENEATH | LOOKUP_NO_SYMLINKS | \
				 LOOKUP_NO_MAGICLINKS | LOOKUP_NO_XDEV)

/**
 * composefs_get_bases - clone the mounts of the base directories
 * @sbi: gets the clones and the names
 * @options: keeps its own references
 * @fc: for messages
 *
 * Return: 0, or a negative errno; composefs_put_bases() undoes both.
 */
int composefs_get_bases(struct composefs_sb_info *sbi,
			const struct composefs_options *options,
			struct fs_context *fc)
{
	struct vfsmount *mnt;
	unsigned int i;
	char *name;

	if (!options->n_bases)
		return 0;
	sbi->base_mounts = kcalloc(options->n_bases, sizeof(*sbi->base_mounts), GFP_KERNEL);
	sbi->base_names = kcalloc(options->n_bases, sizeof(*sbi->base_names), GFP_KERNEL);
	if (!sbi->base_mounts || !sbi->base_names)
		return -ENOMEM;

	for (i = 0; i < options->n_bases; i++) {
		name = kstrdup(options->bases[i].name, GFP_KERNEL);
		if (!name)
			return -ENOMEM;
		mnt = clone_private_mount(&options->bases[i].path);
		if (IS_ERR(mnt)) {
			kfree(name);
			errorfc(fc, "basedir: mount can't be cloned");
			return PTR_ERR(mnt);
		}
		mnt->mnt_flags |= MNT_READONLY | MNT_NOATIME;
		sbi->base_mounts[i] = mnt;
		sbi->base_names[i] = name;
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

/*
 * One line that names the file as the caller of open(2) would, escaped: names
 * are any bytes.  Without memory for that it goes by inode number.
 */
static void report_file(struct inode *inode, struct file *file, int err, const char *rule)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(inode->i_sb);
	char escaped[COMPOSEFS_LOG_NAME_MAX];
	char *buf, *name = NULL;
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
	pr_warn_ratelimited("composefs: %s: inode %u %s: %s (%d)\n", sbi->name,
			    composefs_ino(inode), escaped, rule, err);
}

/* What an image and its store must agree on, once the file is open. */
static int check_backing(struct inode *inode, struct file *backing, const u8 *recorded,
			 const char **rule)
{
	if (i_size_read(file_inode(backing)) != i_size_read(inode)) {
		*rule = "backing file has another size";
		return -EIO;
	}
	return composefs_check_verity(inode, backing, recorded, rule);
}

/* Find what @name leads to: a regular file.  Current credentials: the mounter's. */
static int get_backing_path(const struct composefs_sb_info *sbi, const char *name,
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

/* Open what @name leads to.  Current credentials: the mounter's. */
static struct file *open_backing_path(const struct composefs_sb_info *sbi,
				      struct file *file, const char *name,
				      const char **rule)
{
	struct file *backing;
	struct path path;
	int err;

	err = get_backing_path(sbi, name, &path, rule);
	if (err)
		return ERR_PTR(err);
	/* backing_file_open() asks nobody for permission */
	err = path_permission(&path, MAY_OPEN | MAY_READ);
	if (err)
		backing = ERR_PTR(err);
	else
		backing = backing_file_open(file, O_RDONLY | O_LARGEFILE | O_NOATIME |
					    (file->f_flags & O_DIRECT),
					    &path, sbi->cred);
	path_put(&path);
	return backing;
}

/* The digest as recorded, if it is. */
static int read_digest(struct inode *inode, struct cfs_cursor *cur, u8 *digest,
		       bool *has_digest)
{
	struct cfs_inode in;
	int err;

	err = cfs_read_inode(cur, composefs_ino(inode), &in);
	if (err)
		return err;
	*has_digest = in.digest.len;
	return *has_digest ? cfs_read_digest(cur, in.digest, digest) : 0;
}

/* The backing path as recorded, allocated; the digest, too, unless @digest is NULL. */
static char *read_record(struct inode *inode, u8 *digest, bool *has_digest)
{
	struct composefs_inode *ci = COMPOSEFS_I(inode);
	struct cfs_ref ref = { ci->variable_off, ci->variable_len };
	struct cfs_cursor cur;
	char *name;
	int err = 0;

	name = kmalloc(ref.len + 1, GFP_KERNEL);
	if (!name)
		return ERR_PTR(-ENOMEM);

	cfs_init_cursor(&cur, &COMPOSEFS_SB(inode->i_sb)->image);
	if (digest)
		err = read_digest(inode, &cur, digest, has_digest);
	if (!err)
		err = cfs_read_backing_path(&cur, ref, name);
	cfs_put_cursor(&cur);
	if (err) {
		kfree(name);
		composefs_report(inode->i_sb, composefs_ino(inode), cur.rule);
		return ERR_PTR(err);
	}
	return name;
}

/**
 * composefs_open_backing - open and check the backing file of a file being opened
 * @inode: the file's inode, with content
 * @file: the file, whose path the backing file shows
 *
 * Return: the backing file or an error pointer.
 */
struct file *composefs_open_backing(struct inode *inode, struct file *file)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(inode->i_sb);
	const struct cred *old_cred;
	u8 digest[CFS_DIGEST_SIZE];
	const char *rule = NULL;
	struct file *backing;
	bool has_digest = false;
	char *name;
	int err;

	name = read_record(inode, sbi->verity_check ? digest : NULL, &has_digest);
	if (IS_ERR(name))
		return ERR_CAST(name);
	old_cred = override_creds(sbi->cred);
	backing = open_backing_path(sbi, file, name, &rule);
	revert_creds(old_cred);
	trace_composefs_open(inode, name, PTR_ERR_OR_ZERO(backing));
	kfree(name);
	if (!IS_ERR(backing)) {
		err = check_backing(inode, backing, has_digest ? digest : NULL, &rule);
		if (err) {
			fput(backing);
			backing = ERR_PTR(err);
		}
	}
	if (rule)
		report_file(inode, file, PTR_ERR(backing), rule);
	return backing;
}

/**
 * composefs_get_backing_fileattr - the file attributes of a backing file
 * @inode: the file's inode, with content
 * @fa: filled
 *
 * Return: 0 or a negative errno.
 */
int composefs_get_backing_fileattr(struct inode *inode, struct file_kattr *fa)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(inode->i_sb);
	const struct cred *old_cred;
	const char *rule;
	struct path path;
	char *name;
	int err;

	name = read_record(inode, NULL, NULL);
	if (IS_ERR(name))
		return PTR_ERR(name);
	old_cred = override_creds(sbi->cred);
	err = get_backing_path(sbi, name, &path, &rule);
	if (!err) {
		err = vfs_fileattr_get(path.dentry, fa);
		path_put(&path);
	}
	revert_creds(old_cred);
	kfree(name);
	return err;
}
