// SPDX-License-Identifier: GPL-2.0-only
/*
 * Superblocks: one for each mount of an image, read-only for ever.
 */
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/statfs.h>
#include "composefs.h"

/* Of the first base, else of the image's filesystem, under our own name. */
static int composefs_statfs(struct dentry *dentry, struct kstatfs *buf)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(dentry->d_sb);
	struct path base;
	int err;

	if (sbi->n_bases) {
		base.mnt = sbi->base_mounts[0];
		base.dentry = base.mnt->mnt_root;
		err = vfs_statfs(&base, buf);
	} else {
		err = vfs_statfs(&sbi->source.file->f_path, buf);
	}
	if (err)
		return err;
	buf->f_type = dentry->d_sb->s_magic;
	buf->f_fsid = u64_to_fsid(sbi->identity);
	buf->f_namelen = CFS_NAME_MAX;
	return 0;
}

/*
 * One directory of a list: ':', '\' and ',' escaped for us, and then, as always
 * in these files, in octal what would end the option or the field.
 */
static void show_base(struct seq_file *seq, const char *name)
{
	for (; *name; name++) {
		if (strchr(":\\,", *name))
			seq_puts(seq, "\\134");
		if (strchr(" \t\n\\#,", *name))
			seq_printf(seq, "\\%03o", *name);
		else
			seq_putc(seq, *name);
	}
}

static int composefs_show_options(struct seq_file *seq, struct dentry *root)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(root->d_sb);
	unsigned int i;

	for (i = 0; i < sbi->n_bases; i++) {
		seq_puts(seq, i ? ":" : ",basedir=");
		show_base(seq, sbi->base_names[i]);
	}
	if (sbi->digest_given)
		seq_printf(seq, ",digest=%*phN", CFS_DIGEST_SIZE, sbi->digest);
	if (sbi->verity_check || sbi->digest_given)
		seq_printf(seq, ",verity_check=%d", sbi->verity_check);
	if (!(root->d_sb->s_flags & SB_POSIXACL))
		seq_puts(seq, ",noacl");
	return 0;
}

/*
 * An inode goes with its last dentry: it has no pages, only what one look at the
 * image gives again.  For the same reason evicting it truncates nothing.
 */
static const struct super_operations composefs_super_operations = {
	.alloc_inode	= composefs_alloc_inode,
	.drop_inode	= inode_just_drop,
	.evict_inode	= clear_inode,
	.destroy_inode	= composefs_destroy_inode,
	.free_inode	= composefs_free_inode,
	.statfs		= composefs_statfs,
	.show_options	= composefs_show_options,
};

static int open_image(struct composefs_sb_info *sbi, const struct composefs_options *options,
		      struct fs_context *fc)
{
	const char *rule;
	int err;

	err = composefs_open_source(&sbi->source, &options->source, sbi->cred, fc);
	if (err)
		return err;
	if (options->digest_given) {
		err = composefs_check_image_digest(sbi->source.file, options->digest, fc);
		if (err)
			return err;
	}
	err = cfs_read_superblock(&sbi->image, &sbi->source.src, &rule);
	if (err) {
		errorfc(fc, "image: %s", rule ?: "superblock can't be read");
		return err;
	}
	composefs_set_source_sections(&sbi->source, sbi->image.vdata_offset);
	sbi->identity = composefs_identify_image(sbi->source.file);
	return 0;
}

/* The stack is as deep as its deepest part, and one. */
static int set_stack_depth(struct super_block *sb, struct fs_context *fc)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);
	int depth = file_inode(sbi->source.file)->i_sb->s_stack_depth;
	unsigned int i;

	for (i = 0; i < sbi->n_bases; i++)
		depth = max(depth, sbi->base_mounts[i]->mnt_sb->s_stack_depth);
	sb->s_stack_depth = depth + 1;
	if (sb->s_stack_depth > FILESYSTEM_MAX_STACK_DEPTH)
		return invalfc(fc, "filesystems are stacked too deep");
	return 0;
}

static int make_root(struct super_block *sb, struct fs_context *fc)
{
	struct cfs_dirents dirents;
	struct cfs_cursor cur;
	struct inode *root;
	int err;

	root = composefs_iget(sb, CFS_ROOT_INO);
	if (IS_ERR(root)) {
		errorfc(fc, "image: root can't be read");
		return PTR_ERR(root);
	}
	cfs_init_cursor(&cur, &COMPOSEFS_SB(sb)->image);
	if (S_ISDIR(root->i_mode))
		err = composefs_get_dirents(root, &cur, &dirents);
	else
		err = cfs_broken(&cur, "root is not a directory");
	cfs_put_cursor(&cur);
	if (err) {
		errorfc(fc, "image: %s", cur.rule ?: "root can't be read");
		iput(root);
		return err;
	}

	sb->s_root = d_make_root(root);
	return sb->s_root ? 0 : -ENOMEM;
}

static void set_super_flags(struct super_block *sb, const struct composefs_options *options)
{
	sb->s_magic = CFS_MAGIC;
	sb->s_flags |= SB_NOATIME;
	if (options->acl)
		sb->s_flags |= SB_POSIXACL;
	sb->s_iflags |= SB_I_EVM_HMAC_UNSUPPORTED;
	/* What has no fs-verity may change without IMA being told. */
	if (COMPOSEFS_SB(sb)->verity_check != COMPOSEFS_VERITY_REQUIRED)
		sb->s_iflags |= SB_I_IMA_UNVERIFIABLE_SIGNATURE;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	sb->s_time_gran = 1;
	sb->s_time_min = S64_MIN;
	sb->s_time_max = S64_MAX;
	sb->s_op = &composefs_super_operations;
	sb->s_xattr = composefs_xattr_handlers;
	sb->s_export_op = &composefs_export_operations;
}

/**
 * composefs_fill_super - make a superblock of what a context was told
 * @sb: the superblock, new
 * @fc: the context
 *
 * Whatever it has acquired when it fails, composefs_kill_sb() releases.
 *
 * Return: 0 or a negative errno.
 */
int composefs_fill_super(struct super_block *sb, struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;
	struct composefs_sb_info *sbi;
	int err;

	sbi = kzalloc(sizeof(*sbi), GFP_KERNEL);
	if (!sbi)
		return -ENOMEM;
	sb->s_fs_info = sbi;
	composefs_init_kept(sbi);
	sbi->cred = get_current_cred();
	sbi->name = kstrdup(fc->source, GFP_KERNEL);
	if (!sbi->name)
		return -ENOMEM;
	sbi->digest_given = options->digest_given;
	memcpy(sbi->digest, options->digest, CFS_DIGEST_SIZE);
	if (options->verity_check_given)
		sbi->verity_check = options->verity_check;
	else if (options->digest_given)
		sbi->verity_check = COMPOSEFS_VERITY_REQUIRED;

	err = open_image(sbi, options, fc);
	if (!err)
		err = composefs_get_bases(sbi, options, fc);
	if (!err)
		err = set_stack_depth(sb, fc);
	if (err)
		return err;
	set_super_flags(sb, options);
	err = make_root(sb, fc);
	if (err)
		return err;
	composefs_start_readahead(&sbi->source);
	return 0;
}

static void composefs_kill_sb(struct super_block *sb)
{
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);

	kill_anon_super(sb);
	if (!sbi)
		return;
	composefs_flush_kept(sbi);
	composefs_put_bases(sbi);
	composefs_close_source(&sbi->source);
	put_cred(sbi->cred);
	kvfree(sbi->named);
	kfree(sbi->name);
	kfree(sbi);
}

/* No FS_USERNS_MOUNT: images are parsed by the kernel with its own privilege. */
static struct file_system_type composefs_type = {
	.owner			= THIS_MODULE,
	.name			= "composefs",
	.init_fs_context	= composefs_init_fs_context,
	.parameters		= composefs_parameters,
	.kill_sb		= composefs_kill_sb,
	.fs_flags		= FS_ALLOW_IDMAP,
};
MODULE_ALIAS_FS("composefs");

static int __init composefs_init(void)
{
	int err;

	err = composefs_init_inode_cache();
	if (err)
		return err;
	err = composefs_init_put_queue();
	if (err)
		goto out_destroy_inode_cache;
	err = register_filesystem(&composefs_type);
	if (err)
		goto out_destroy_put_queue;
	return 0;

out_destroy_put_queue:
	composefs_destroy_put_queue();
out_destroy_inode_cache:
	composefs_destroy_inode_cache();
	return err;
}

static void __exit composefs_exit(void)
{
	unregister_filesystem(&composefs_type);
	composefs_destroy_put_queue();
	composefs_destroy_inode_cache();
}

module_init(composefs_init);
module_exit(composefs_exit);
MODULE_AUTHOR("The composefs-bench authors");
MODULE_DESCRIPTION("Read-only filesystem of image metadata over shared, verified files");
MODULE_LICENSE("GPL");
