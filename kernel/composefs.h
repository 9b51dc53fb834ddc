/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to the driver: its types, and its functions grouped by file.
 */
#ifndef COMPOSEFS_H
#define COMPOSEFS_H

#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/llist.h>
#include <linux/path.h>
#include <linux/workqueue_types.h>
#include "format/cfs_reader.h"

struct file_kattr;

#define COMPOSEFS_BASES_MAX	500

/* For string_escape_mem(), in log lines: all but printable ASCII, and backslashes too. */
#define COMPOSEFS_ESCAPE	(ESCAPE_SPACE | ESCAPE_SPECIAL | ESCAPE_HEX | \
				 ESCAPE_NAP | ESCAPE_APPEND)

enum composefs_verity_check {
	COMPOSEFS_VERITY_OFF,		/* backing files aren't checked */
	COMPOSEFS_VERITY_RECORDED,	/* checked where a digest is recorded */
	COMPOSEFS_VERITY_REQUIRED,	/* every file must record one and match */
};

/* A base directory as asked for; owned by the options. */
struct composefs_base {
	struct path path;
	char *name;		/* absolute, as the mounter sees it */
};

/**
 * struct composefs_options - what a filesystem context has been told
 * @source: path of the image; empty until given
 * @bases: @n_bases base directories in order
 * @n_bases: their number
 * @verity_check: the policy, when @verity_check_given
 * @verity_check_given: whether it was given
 * @acl: whether POSIX ACLs are offered
 * @acl_given: whether that was said
 * @digest: of the image, when @digest_given
 * @digest_given: whether it was given
 *
 * Allocated with the context and freed with it.
 */
struct composefs_options {
	struct path source;
	struct composefs_base *bases;
	unsigned int n_bases;
	enum composefs_verity_check verity_check;
	bool verity_check_given;
	bool acl;
	bool acl_given;
	bool digest_given;
	u8 digest[CFS_DIGEST_SIZE];
};

/**
 * struct composefs_source - the descriptor's bytes
 * @src: what the reader of format/ sees
 * @file: the image, opened read-only; writers are denied while it is set
 * @mapping: its page cache, or NULL: then it is read through @file
 * @cred: the mounter's, borrowed from the superblock info
 * @inodes_ra: readahead state of the inode table
 * @vdata_ra: readahead state of vdata
 * @vdata_offset: where the one ends and the other begins
 *
 * Readers share the readahead states without a lock, as readers of one struct
 * file do: a lost update costs a worse guess, nothing else.
 */
struct composefs_source {
	struct cfs_source src;
	struct file *file;
	struct address_space *mapping;
	const struct cred *cred;
	struct file_ra_state inodes_ra;
	struct file_ra_state vdata_ra;
	u64 vdata_offset;
};

/**
 * struct composefs_sb_info - a mounted image
 * @image: the image as the reader sees it
 * @source: where its bytes come from
 * @cred: the mounter's; opens backing files and reads the image
 * @base_mounts: private clones of the base directories' mounts, in order
 * @base_names: their names for show_options
 * @n_bases: their number
 * @verity_check: policy for backing files
 * @digest: the image's own digest was checked and is this, when @digest_given
 * @digest_given: whether it was
 * @identity: of the image, for f_fsid and file handles
 * @name: of the image, for log lines
 * @named: bitmap of the inodes that have a name, NULL until a handle is decoded
 * @to_put: kept backing paths of inodes that are gone
 * @put_work: puts them
 *
 * Allocated when a superblock is filled and, but for the last three, immutable
 * once that is done; freed by composefs_kill_sb() after the last inode.
 */
struct composefs_sb_info {
	struct cfs_image image;
	struct composefs_source source;
	const struct cred *cred;
	struct vfsmount **base_mounts;
	char **base_names;
	unsigned int n_bases;
	enum composefs_verity_check verity_check;
	bool digest_given;
	u8 digest[CFS_DIGEST_SIZE];
	u64 identity;
	char *name;
	unsigned long *named;
	struct llist_head to_put;
	struct work_struct put_work;
};

/**
 * struct composefs_inode - an inode
 * @vfs_inode: the VFS's part; i_ino is the inode number + 1
 * @variable_off: variable data in vdata, checked to lie inside
 * @xattrs_off: likewise the xattr block
 * @variable_len: length of the variable data
 * @xattrs_len: length of the xattr block; 0 means no xattrs
 * @n_dirents: of a directory, 0 until its block's header was read
 * @parent: of a directory, the inode number of the directory it was met in,
 *	COMPOSEFS_NO_PARENT before; guarded by i_lock
 * @parent_index: which dirent there; guarded by i_lock
 *
 * The first four are written once, before the inode is unlocked.  A symlink's
 * target is kept in i_link from its first use until the inode is freed, a large
 * directory's struct cfs_probes in i_private likewise, and a regular file's backing
 * path there from its first open until the inode is destroyed.
 */
struct composefs_inode {
	u64 variable_off;
	u64 xattrs_off;
	u32 variable_len;
	u32 xattrs_len;
	u32 n_dirents;
	u32 parent;
	u32 parent_index;
	struct inode vfs_inode;
};

/* Never an inode number: those are below the number of inodes, a u32. */
#define COMPOSEFS_NO_PARENT	U32_MAX

static inline struct composefs_inode *COMPOSEFS_I(const struct inode *inode)
{
	return container_of(inode, struct composefs_inode, vfs_inode);
}

static inline struct composefs_sb_info *COMPOSEFS_SB(const struct super_block *sb)
{
	return sb->s_fs_info;
}

/* The index in the inode table; i_ino avoids 0. */
static inline u32 composefs_ino(const struct inode *inode)
{
	return inode->i_ino - 1;
}

/* super.c */

int composefs_fill_super(struct super_block *sb, struct fs_context *fc);

/* context.c */

int composefs_init_fs_context(struct fs_context *fc);

/* params.c */

extern const struct fs_parameter_spec composefs_parameters[];
int composefs_parse_param(struct fs_context *fc, struct fs_parameter *param);
int composefs_parse_monolithic(struct fs_context *fc, void *data);

/* report.c */

char *composefs_escape_name(const char *name);
void composefs_report(const struct super_block *sb, u32 ino, const char *rule);
void composefs_report_file(struct file *file, int err, const char *rule);

/* source.c */

int composefs_open_source(struct composefs_source *source, const struct path *path,
			  const struct cred *cred, struct fs_context *fc);
void composefs_set_source_sections(struct composefs_source *source, u64 vdata_offset);
void composefs_start_readahead(struct composefs_source *source);
void composefs_close_source(struct composefs_source *source);

/* inode.c */

extern struct kmem_cache *composefs_inode_cache;
struct inode *composefs_alloc_inode(struct super_block *sb);
void composefs_free_inode(struct inode *inode);
struct inode *composefs_iget(struct super_block *sb, u32 ino);
int composefs_init_inode_cache(void);
void composefs_destroy_inode_cache(void);

/* namei.c */

extern const struct inode_operations composefs_dir_inode_operations;
int composefs_get_dirents(struct inode *dir, struct cfs_cursor *cur,
			  struct cfs_dirents *dirents);

/* dir.c */

extern const struct file_operations composefs_dir_operations;

/* export.c */

extern const struct export_operations composefs_export_operations;
u32 composefs_generation(const struct composefs_sb_info *sbi);

/* xattr.c */

extern const struct xattr_handler * const composefs_xattr_handlers[];
ssize_t composefs_listxattr(struct dentry *dentry, char *buffer, size_t size);
struct posix_acl *composefs_get_inode_acl(struct inode *inode, int type, bool rcu);

/* bases.c */

int composefs_get_bases(struct composefs_sb_info *sbi, struct composefs_options *options,
			struct fs_context *fc);
void composefs_put_bases(struct composefs_sb_info *sbi);
int composefs_find_backing(const struct composefs_sb_info *sbi, const char *name,
			   struct path *path, const char **rule);

/* backing.c */

struct file *composefs_open_backing(struct inode *inode, struct file *file);
int composefs_get_backing_fileattr(struct inode *inode, struct file_kattr *fa);

/* kept.c */

int composefs_init_put_queue(void);
void composefs_destroy_put_queue(void);
void composefs_init_kept(struct composefs_sb_info *sbi);
void composefs_flush_kept(struct composefs_sb_info *sbi);
const struct path *composefs_get_kept_path(const struct inode *inode);
void composefs_keep_path(struct inode *inode, const struct path *path);
void composefs_destroy_inode(struct inode *inode);

/* file.c */

extern const struct file_operations composefs_file_operations;
extern const struct file_operations composefs_empty_file_operations;

/* verity.c */

int composefs_check_image_digest(struct file *image, const u8 expected[CFS_DIGEST_SIZE],
				 struct fs_context *fc);
int composefs_check_verity(const struct inode *inode, struct file *backing,
			   const u8 *recorded, const char **rule);
u64 composefs_identify_image(struct file *image);

#endif /* COMPOSEFS_H */
