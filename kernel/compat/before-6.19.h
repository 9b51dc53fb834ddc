/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux lacks before 6.19: accessors of i_state.
 */
#ifndef COMPOSEFS_COMPAT_BEFORE_6_19_H
#define COMPOSEFS_COMPAT_BEFORE_6_19_H

#include <linux/fs.h>

static inline unsigned long inode_state_read_once(struct inode *inode)
{
	return READ_ONCE(inode->i_state);
}

#endif /* COMPOSEFS_COMPAT_BEFORE_6_19_H */
