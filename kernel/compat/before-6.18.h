/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux lacks before 6.18: inode_just_drop() is called generic_delete_inode().
 */
#ifndef COMPOSEFS_COMPAT_BEFORE_6_18_H
#define COMPOSEFS_COMPAT_BEFORE_6_18_H

#define inode_just_drop generic_delete_inode

#endif /* COMPOSEFS_COMPAT_BEFORE_6_18_H */
