/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux may lack before 7.0: backing_file_open() takes the user's file,
 * in its older form the file's path.  Stable kernels of one version have
 * either, so the prototype decides.  What mainline can't, some can be told with
 * the flags: to open a file without events.
 */
#ifndef COMPOSEFS_COMPAT_BEFORE_7_0_H
#define COMPOSEFS_COMPAT_BEFORE_7_0_H

#include <linux/backing-file.h>

/* The older form, to compare with: nobody defines this. */
struct file *compat_older_backing_file_open(const struct path *user_path, int flags,
					    const struct path *real_path,
					    const struct cred *cred);

static inline struct file *compat_backing_file_open(struct file *user_file, int flags,
						    const struct path *real_path,
						    const struct cred *cred)
{
#ifdef __FMODE_NONOTIFY
	if (FMODE_FSNOTIFY_NONE(user_file->f_mode))
		flags |= __FMODE_NONOTIFY;
#endif
	return backing_file_open(__builtin_choose_expr(__same_type(backing_file_open,
						compat_older_backing_file_open),
						       &user_file->f_path, user_file),
				 flags, real_path, cred);
}

#define backing_file_open compat_backing_file_open

#endif /* COMPOSEFS_COMPAT_BEFORE_7_0_H */
