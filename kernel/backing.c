// SPDX-License-Identifier: GPL-2.0-only
/*
 * Backing files: opened with the mounter's credentials, checked before anyone
 * reads from them.
 */
#include <linux/backing-file.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fileattr.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include "composefs.h"
#include "trace.h"

/*
 * Open @path.  Current credentials: the mounter's.
 *
 * What fanotify opens for the reader of an event makes no events, here or below:
 * who decides about both would wait for itself.  Mainline can't open a backing
 * file like that, so its IN_OPEN is seen there, but no more.
 */
static struct file *open_backing_path(const struct path *path, struct file *file)
{
	struct file *backing;
	int err;

	/* backing_file_open() asks nobody for permission */
	err = path_permission(path, MAY_OPEN | MAY_READ);
	if (err)
		return ERR_PTR(err);
	backing = backing_file_open(file, O_RDONLY | O_LARGEFILE | O_NOATIME |
				    (file->f_flags & (O_DIRECT | O_NONBLOCK)),
				    path, current_cred());
	if (!IS_ERR(backing) && FMODE_FSNOTIFY_NONE(file->f_mode))
		backing->f_mode = (backing->f_mode & ~FMODE_FSNOTIFY_MASK) | FMODE_NONOTIFY;
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

static int check_size(const struct inode *inode, struct file *backing, const char **rule)
{
	if (i_size_read(file_inode(backing)) == i_size_read(inode))
		return 0;
	*rule = "backing file has another size";
	return -EIO;
}

/* Look for the backing file, open it, check what was opened, and keep its path. */
static struct file *find_and_open(struct inode *inode, struct file *file, const char **rule)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(inode->i_sb);
	const struct cred *old_cred;
	u8 digest[CFS_DIGEST_SIZE];
	bool has_digest = false;
	struct file *backing;
	struct path path;
	char *name;
	int err;

	name = read_record(inode, sbi->verity_check ? digest : NULL, &has_digest);
	if (IS_ERR(name))
		return ERR_CAST(name);
	old_cred = override_creds(sbi->cred);
	err = composefs_find_backing(sbi, name, &path, rule);
	if (err) {
		backing = ERR_PTR(err);
	} else {
		backing = open_backing_path(&path, file);
		path_put(&path);
	}
	revert_creds(old_cred);
	trace_composefs_open(inode, name, PTR_ERR_OR_ZERO(backing));
	kfree(name);
	if (IS_ERR(backing))
		return backing;

	err = check_size(inode, backing, rule);
	if (!err)
		err = composefs_check_verity(inode, backing, has_digest ? digest : NULL, rule);
	if (err) {
		fput(backing);
		return ERR_PTR(err);
	}
	composefs_keep_path(inode, &backing->f_path);
	return backing;
}

static void trace_open_kept(struct inode *inode, int err)
{
	char *name;

	if (!trace_composefs_open_enabled())
		return;
	name = read_record(inode, NULL, NULL);
	if (!IS_ERR(name)) {
		trace_composefs_open(inode, name, err);
		kfree(name);
	}
}

/*
 * Open what is kept.  Its inode was checked, and can't lose its fs-verity, nor
 * the size that goes with that; one without may have another size by now.
 */
static struct file *open_kept(struct inode *inode, struct file *file, const struct path *path,
			      const char **rule)
{
	const struct cred *old_cred;
	struct file *backing;
	int err;

	old_cred = override_creds(COMPOSEFS_SB(inode->i_sb)->cred);
	backing = open_backing_path(path, file);
	revert_creds(old_cred);
	trace_open_kept(inode, PTR_ERR_OR_ZERO(backing));
	if (IS_ERR(backing))
		return backing;

	err = check_size(inode, backing, rule);
	if (err) {
		fput(backing);
		return ERR_PTR(err);
	}
	return backing;
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
	const struct path *kept = composefs_get_kept_path(inode);
	const char *rule = NULL;
	struct file *backing;

	if (kept)
		backing = open_kept(inode, file, kept, &rule);
	else
		backing = find_and_open(inode, file, &rule);
	if (rule)
		composefs_report_file(file, PTR_ERR(backing), rule);
	return backing;
}

/* The file attributes of what the recorded backing path leads to. */
static int find_fileattr(struct inode *inode, struct file_kattr *fa)
{
	const char *rule;
	struct path path;
	char *name;
	int err;

	name = read_record(inode, NULL, NULL);
	if (IS_ERR(name))
		return PTR_ERR(name);
	err = composefs_find_backing(COMPOSEFS_SB(inode->i_sb), name, &path, &rule);
	if (!err) {
		err = vfs_fileattr_get(path.dentry, fa);
		path_put(&path);
	}
	kfree(name);
	return err;
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
	const struct path *kept = composefs_get_kept_path(inode);
	const struct cred *old_cred;
	int err;

	old_cred = override_creds(COMPOSEFS_SB(inode->i_sb)->cred);
	if (kept)
		err = vfs_fileattr_get(kept->dentry, fa);
	else
		err = find_fileattr(inode, fa);
	revert_creds(old_cred);
	return err;
}
