/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux lacks before 6.17: struct file_kattr is called fileattr.
 */
#ifndef COMPOSEFS_COMPAT_BEFORE_6_17_H
#define COMPOSEFS_COMPAT_BEFORE_6_17_H

#define file_kattr fileattr

#endif /* COMPOSEFS_COMPAT_BEFORE_6_17_H */
