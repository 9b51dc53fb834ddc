/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints.  Names and paths are recorded escaped, so that every reader of
 * the buffer shows them on one line; they come last on theirs.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM composefs

#if !defined(COMPOSEFS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define COMPOSEFS_TRACE_H

#include <linux/dcache.h>
#include <linux/kdev_t.h>
#include <linux/string_helpers.h>
#include <linux/tracepoint.h>
#include "composefs.h"

#ifndef COMPOSEFS_TRACE_ESCAPE
#define COMPOSEFS_TRACE_ESCAPE

/* Bytes that composefs_trace_escape() fills for these. */
static inline size_t composefs_trace_size(const char *bytes, size_t len)
{
	return string_escape_mem(bytes, len, NULL, 0, COMPOSEFS_ESCAPE, "\\") + 1;
}

static inline void composefs_trace_escape(char *to, size_t size, const char *bytes, size_t len)
{
	string_escape_mem(bytes, len, to, size - 1, COMPOSEFS_ESCAPE, "\\");
	to[size - 1] = '\0';
}

#endif

/* A name was looked up in the image: @inode, NULL where absent, or an error pointer. */
TRACE_EVENT(composefs_lookup,
	    TP_PROTO(const struct inode *dir, const struct qstr *name,
		     const struct inode *inode),
	    TP_ARGS(dir, name, inode),

	    TP_STRUCT__entry(__field(dev_t, dev)
			     __field(u64, dir)
			     __field(u64, ino)
			     __field(int, err)
			     __dynamic_array(char, name,
					     composefs_trace_size(name->name, name->len))),

	    TP_fast_assign(__entry->dev = dir->i_sb->s_dev;
			   __entry->dir = dir->i_ino;
			   __entry->ino = IS_ERR_OR_NULL(inode) ? 0 : inode->i_ino;
			   __entry->err = inode ? PTR_ERR_OR_ZERO(inode) : -ENOENT;
			   composefs_trace_escape(__get_dynamic_array(name),
						  __get_dynamic_array_len(name),
						  name->name, name->len);),

	    TP_printk("dev %d:%d dir %llu ino %llu err %d name %s",
		      MAJOR(__entry->dev), MINOR(__entry->dev), __entry->dir,
		      __entry->ino, __entry->err, __get_str(name))
);

/* A backing file was opened, or not: @path is what the image records of it. */
TRACE_EVENT(composefs_open,
	    TP_PROTO(const struct inode *inode, const char *path, int err),
	    TP_ARGS(inode, path, err),

	    TP_STRUCT__entry(__field(dev_t, dev)
			     __field(u64, ino)
			     __field(int, err)
			     __dynamic_array(char, path,
					     composefs_trace_size(path, strlen(path)))),

	    TP_fast_assign(__entry->dev = inode->i_sb->s_dev;
			   __entry->ino = inode->i_ino;
			   __entry->err = err;
			   composefs_trace_escape(__get_dynamic_array(path),
						  __get_dynamic_array_len(path),
						  path, strlen(path));),

	    TP_printk("dev %d:%d ino %llu err %d path %s",
		      MAJOR(__entry->dev), MINOR(__entry->dev), __entry->ino,
		      __entry->err, __get_str(path))
);

/* The policy was applied to an opened backing file. */
TRACE_EVENT(composefs_verity,
	    TP_PROTO(const struct inode *inode, enum composefs_verity_check policy,
		     int err, const char *verdict),
	    TP_ARGS(inode, policy, err, verdict),

	    TP_STRUCT__entry(__field(dev_t, dev)
			     __field(u64, ino)
			     __field(int, policy)
			     __field(int, err)
			     __string(verdict, verdict)),

	    TP_fast_assign(__entry->dev = inode->i_sb->s_dev;
			   __entry->ino = inode->i_ino;
			   __entry->policy = policy;
			   __entry->err = err;
			   __assign_str(verdict);),

	    TP_printk("dev %d:%d ino %llu verity_check %d err %d verdict %s",
		      MAJOR(__entry->dev), MINOR(__entry->dev), __entry->ino,
		      __entry->policy, __entry->err, __get_str(verdict))
);

#endif /* COMPOSEFS_TRACE_H */

/* Beside the code, in a kernel tree and outside: Kbuild adds the folder to the path. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
