// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mount options, and the life of a filesystem context.
 */
#include <linux/file.h>
#include <linux/fs_parser.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include "composefs.h"

enum {
	OPT_SOURCE,
	OPT_BASEDIR,
	OPT_DIGEST,
	OPT_VERITY_CHECK,
	OPT_ACL,
};

/* A path comes as a string, as a name below a directory, or as an open file. */
static int param_is_path(struct p_log *log, const struct fs_parameter_spec *spec,
			 struct fs_parameter *param, struct fs_parse_result *result)
{
	switch (param->type) {
	case fs_value_is_string:
	case fs_value_is_filename:
	case fs_value_is_file:
		return 0;
	default:
		return inval_plog(log, "Bad value for '%s'", param->key);
	}
}

const struct fs_parameter_spec composefs_parameters[] = {
	__fsparam(param_is_path,	"source",	OPT_SOURCE, 0, NULL),
	__fsparam(param_is_path,	"basedir",	OPT_BASEDIR, 0, NULL),
	fsparam_string("digest",	OPT_DIGEST),
	fsparam_u32("verity_check",	OPT_VERITY_CHECK),
	fsparam_flag_no("acl",		OPT_ACL),
	{}
};

/* Resolve a path parameter.  Of an open file only its path is used. */
static int get_param_path(struct fs_context *fc, struct fs_parameter *param,
			  unsigned int flags, struct path *path)
{
	int err;

	switch (param->type) {
	case fs_value_is_string:
		if (!*param->string)
			return invalfc(fc, "%s: empty path", param->key);
		err = kern_path(param->string, flags, path);
		if (err)
			errorfc(fc, "%s: Lookup failure for '%s'", param->key, param->string);
		return err;
	case fs_value_is_filename:
		return fs_lookup_param(fc, param, false, flags, path);
	default:
		*path = param->file->f_path;
		path_get(path);
		return 0;
	}
}

/* The absolute name of @path as the caller sees it, allocated. */
static char *get_path_name(const struct path *path)
{
	char *buf, *name;

	buf = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	name = d_path(path, buf, PATH_MAX);
	if (!IS_ERR(name)) {
		name = kstrdup(name, GFP_KERNEL);
		if (!name)
			name = ERR_PTR(-ENOMEM);
	}
	kfree(buf);
	return name;
}

/* Append a base directory; takes over @path's reference, also on failure. */
static int add_base(struct fs_context *fc, struct composefs_options *options,
		    const struct path *path)
{
	struct composefs_base *bases;
	char *name;
	int err;

	err = -ENOTDIR;
	if (!d_can_lookup(path->dentry)) {
		errorfc(fc, "basedir: not a directory");
		goto out_put_path;
	}
	err = -EINVAL;
	if (options->n_bases == COMPOSEFS_BASES_MAX) {
		errorfc(fc, "basedir: more than %d base directories", COMPOSEFS_BASES_MAX);
		goto out_put_path;
	}
	name = get_path_name(path);
	err = PTR_ERR_OR_ZERO(name);
	if (err)
		goto out_put_path;
	err = -ENOMEM;
	bases = krealloc_array(options->bases, options->n_bases + 1, sizeof(*bases),
			       GFP_KERNEL);
	if (!bases)
		goto out_free_name;

	bases[options->n_bases].path = *path;
	bases[options->n_bases].name = name;
	options->bases = bases;
	options->n_bases++;
	return 0;

out_free_name:
	kfree(name);
out_put_path:
	path_put(path);
	return err;
}

/*
 * Cut the next directory off a list, in place: ':' separates, '\' escapes ':',
 * itself and the ',' of mount(2), and else stands for itself.
 */
static char *next_basedir(char **list)
{
	char *start = *list, *from = start, *to = start;

	for (; *from && *from != ':'; from++) {
		if (*from == '\\' && from[1] && strchr(":\\,", from[1]))
			from++;
		*to++ = *from;
	}
	*list = *from ? from + 1 : NULL;
	*to = '\0';
	return start;
}

static int parse_basedir_list(struct fs_context *fc, char *list)
{
	char *name;
	struct path path;
	int err;

	do {
		name = next_basedir(&list);
		if (!*name)
			return invalfc(fc, "basedir: empty path");
		err = kern_path(name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &path);
		if (err) {
			errorfc(fc, "basedir: Lookup failure for '%s'", name);
			return err;
		}
		err = add_base(fc, fc->fs_private, &path);
	} while (!err && list);
	return err;
}

static int parse_basedir(struct fs_context *fc, struct fs_parameter *param)
{
	struct path path;
	int err;

	if (param->type == fs_value_is_string)
		return parse_basedir_list(fc, param->string);
	err = get_param_path(fc, param, LOOKUP_FOLLOW, &path);
	if (err)
		return err;
	return add_base(fc, fc->fs_private, &path);
}

static int parse_source(struct fs_context *fc, struct fs_parameter *param)
{
	struct composefs_options *options = fc->fs_private;
	struct path path;
	char *name;
	int err;

	if (options->source.dentry)
		return invalfc(fc, "source: given twice");
	err = get_param_path(fc, param, LOOKUP_FOLLOW, &path);
	if (err)
		return err;
	if (param->type == fs_value_is_string) {
		fc->source = param->string;
		param->string = NULL;
	} else {
		name = get_path_name(&path);
		if (IS_ERR(name)) {
			path_put(&path);
			return PTR_ERR(name);
		}
		fc->source = name;
	}
	options->source = path;
	return 0;
}

static int parse_digest(struct fs_context *fc, const char *hex)
{
	struct composefs_options *options = fc->fs_private;
	u8 digest[CFS_DIGEST_SIZE];

	if (strlen(hex) != 2 * CFS_DIGEST_SIZE || hex2bin(digest, hex, CFS_DIGEST_SIZE))
		return invalfc(fc, "digest: not 64 hexadecimal digits");
	memcpy(options->digest, digest, CFS_DIGEST_SIZE);
	options->digest_given = true;
	return 0;
}

static int composefs_parse_param(struct fs_context *fc, struct fs_parameter *param)
{
	struct composefs_options *options = fc->fs_private;
	struct fs_parse_result result;
	int opt;

	opt = fs_parse(fc, composefs_parameters, param, &result);
	if (opt < 0)
		return opt;

	switch (opt) {
	case OPT_SOURCE:
		return parse_source(fc, param);
	case OPT_BASEDIR:
		return parse_basedir(fc, param);
	case OPT_DIGEST:
		return parse_digest(fc, param->string);
	case OPT_VERITY_CHECK:
		if (result.uint_32 > COMPOSEFS_VERITY_REQUIRED)
			return invalfc(fc, "verity_check: not 0, 1 or 2");
		options->verity_check = result.uint_32;
		options->verity_check_given = true;
		return 0;
	case OPT_ACL:
		options->acl = !result.negated;
		options->acl_given = true;
		return 0;
	default:
		return -EINVAL;
	}
}

/*
 * Cut the next option off the data of mount(2).  A ',' behind a '\' belongs to
 * the option; next_basedir() takes the '\' away, no other option has a use for it.
 */
static char *next_option(char **data)
{
	char *start = *data, *at;

	if (!start)
		return NULL;
	for (at = start; *at && *at != ','; at++) {
		if (*at == '\\' && at[1])
			at++;
	}
	*data = *at ? at + 1 : NULL;
	*at = '\0';
	return start;
}

static int composefs_parse_monolithic(struct fs_context *fc, void *data)
{
	return vfs_parse_monolithic_sep(fc, data, next_option);
}

static int composefs_get_tree(struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;

	if (!options->source.dentry)
		return invalfc(fc, "no image given");
	fc->sb_flags |= SB_RDONLY;
	return get_tree_nodev(fc, composefs_fill_super);
}

static bool same_bases(const struct composefs_sb_info *sbi,
		       const struct composefs_options *options)
{
	unsigned int i;

	if (options->n_bases != sbi->n_bases)
		return false;
	for (i = 0; i < sbi->n_bases; i++) {
		if (strcmp(options->bases[i].name, sbi->base_names[i]))
			return false;
	}
	return true;
}

/* A remount may repeat the options, as mount(8) does, but not change them. */
static int composefs_reconfigure(struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;
	struct super_block *sb = fc->root->d_sb;
	struct composefs_sb_info *sbi = COMPOSEFS_SB(sb);

	if ((fc->sb_flags_mask & SB_RDONLY) && !(fc->sb_flags & SB_RDONLY)) {
		errorfc(fc, "the filesystem is read-only");
		return -EROFS;
	}
	if (options->source.dentry &&
	    d_inode(options->source.dentry) != file_inode(sbi->source.file))
		return invalfc(fc, "source can't be changed");
	if (options->n_bases && !same_bases(sbi, options))
		return invalfc(fc, "basedir can't be changed");
	if (options->digest_given &&
	    (!sbi->digest_given || memcmp(options->digest, sbi->digest, CFS_DIGEST_SIZE)))
		return invalfc(fc, "digest can't be changed");
	if (options->verity_check_given && options->verity_check != sbi->verity_check)
		return invalfc(fc, "verity_check can't be changed");
	if (options->acl_given && options->acl != !!(sb->s_flags & SB_POSIXACL))
		return invalfc(fc, "acl can't be changed");
	return 0;
}

static void composefs_free_fs_context(struct fs_context *fc)
{
	struct composefs_options *options = fc->fs_private;
	unsigned int i;

	if (!options)
		return;
	path_put(&options->source);
	for (i = 0; i < options->n_bases; i++) {
		path_put(&options->bases[i].path);
		kfree(options->bases[i].name);
	}
	kfree(options->bases);
	kfree(options);
}

static const struct fs_context_operations composefs_context_operations = {
	.free			= composefs_free_fs_context,
	.parse_param		= composefs_parse_param,
	.parse_monolithic	= composefs_parse_monolithic,
	.get_tree		= composefs_get_tree,
	.reconfigure		= composefs_reconfigure,
};

int composefs_init_fs_context(struct fs_context *fc)
{
	struct composefs_options *options;

	/*
	 * mount(2) and fsconfig(2) ask the task that creates the mount for
	 * CAP_SYS_ADMIN, but the context may have been opened by another.
	 */
	if (fc->user_ns != &init_user_ns)
		return -EPERM;

	options = kzalloc(sizeof(*options), GFP_KERNEL);
	if (!options)
		return -ENOMEM;
	options->acl = true;
	fc->fs_private = options;
	fc->ops = &composefs_context_operations;
	return 0;
}
