// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mount options: read, checked, and left in the context.
 */
#include <linux/file.h>
#include <linux/fs_parser.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/namei.h>
#include <linux/slab.h>
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

/* Log that a path, which may be any bytes, leads nowhere. */
static int report_lookup(struct fs_context *fc, const char *key, const char *name, int err)
{
	char *escaped = composefs_escape_name(name);

	errorfc(fc, "%s: Lookup failure for '%s'", key, escaped ?: "");
	kfree(escaped);
	return err;
}

/* What the VFS would say of an option that it doesn't know either, but escaped. */
static int report_unknown(struct fs_context *fc, const char *key)
{
	char *escaped = composefs_escape_name(key);

	errorfc(fc, "Unknown parameter '%s'", escaped ?: "");
	kfree(escaped);
	return -EINVAL;
}

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
		return err ? report_lookup(fc, param->key, param->string, err) : 0;
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
		if (err)
			return report_lookup(fc, "basedir", name, err);
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

int composefs_parse_param(struct fs_context *fc, struct fs_parameter *param)
{
	struct composefs_options *options = fc->fs_private;
	struct fs_parse_result result;
	int opt;

	opt = fs_parse(fc, composefs_parameters, param, &result);
	if (opt == -ENOPARAM)
		return report_unknown(fc, param->key);
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

int composefs_parse_monolithic(struct fs_context *fc, void *data)
{
	return vfs_parse_monolithic_sep(fc, data, next_option);
}
