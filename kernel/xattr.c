// SPDX-License-Identifier: GPL-2.0-only
/*
 * Extended attributes and POSIX ACLs.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <linux/slab.h>
#include <linux/xattr.h>
#include "composefs.h"

static struct cfs_ref xattr_block(const struct inode *inode)
{
	const struct composefs_inode *ci = COMPOSEFS_I(inode);

	return (struct cfs_ref){ ci->xattrs_off, ci->xattrs_len };
}

/* Stand on @key: 1, 0 if there is no such key, or a negative errno. */
static int find_key(struct inode *inode, struct cfs_cursor *cur,
		    struct cfs_xattrs *xattrs, const char *key)
{
	int ret;

	ret = cfs_read_xattrs(cur, xattr_block(inode), xattrs);
	if (!ret)
		ret = cfs_lookup_xattr(cur, xattrs, key, strlen(key));
	return ret;
}

/*
 * Read the value of @key into @value of @size bytes, or only tell its length
 * when @size is 0.
 */
static int read_value(struct inode *inode, const char *key, void *value, size_t size)
{
	struct cfs_xattrs xattrs __uninitialized;
	struct cfs_cursor cur __uninitialized;
	int ret;

	if (!COMPOSEFS_I(inode)->xattrs_len)
		return -ENODATA;

	cfs_init_cursor(&cur, &COMPOSEFS_SB(inode->i_sb)->image);
	ret = find_key(inode, &cur, &xattrs, key);
	if (!ret)
		ret = -ENODATA;
	if (ret < 0)
		goto out_put_cursor;

	if (size && xattrs.value_len > size)
		ret = -ERANGE;
	else if (size)
		ret = cfs_read_vdata(&cur, xattrs.value_off, value, xattrs.value_len);
	else
		ret = 0;
	if (!ret)
		ret = xattrs.value_len;
out_put_cursor:
	cfs_put_cursor(&cur);
	if (ret < 0)
		composefs_report(inode->i_sb, composefs_ino(inode), cur.rule);
	return ret;
}

static int composefs_get_xattr(const struct xattr_handler *handler,
			       struct dentry *dentry, struct inode *inode,
			       const char *name, void *value, size_t size)
{
	return read_value(inode, xattr_full_name(handler, name), value, size);
}

static bool has_prefix(const struct cfs_xattrs *xattrs, const char *prefix)
{
	size_t len = strlen(prefix);

	return xattrs->key_len > len && !memcmp(xattrs->key, prefix, len);
}

static bool is_key(const struct cfs_xattrs *xattrs, const char *key)
{
	return xattrs->key_len == strlen(key) &&
	       !memcmp(xattrs->key, key, xattrs->key_len);
}

/* Whether the current key is offered: what can't be asked for isn't listed. */
static bool is_listed(struct inode *inode, const struct cfs_xattrs *xattrs)
{
	if (has_prefix(xattrs, XATTR_USER_PREFIX) ||
	    has_prefix(xattrs, XATTR_SECURITY_PREFIX))
		return true;
	if (has_prefix(xattrs, XATTR_TRUSTED_PREFIX))
		return ns_capable_noaudit(&init_user_ns, CAP_SYS_ADMIN);
	return IS_POSIXACL(inode) && !S_ISLNK(inode->i_mode) &&
	       (is_key(xattrs, XATTR_NAME_POSIX_ACL_ACCESS) ||
		is_key(xattrs, XATTR_NAME_POSIX_ACL_DEFAULT));
}

/* At most 65535 keys of 255 bytes: the sum fits. */
static ssize_t list_keys(struct inode *inode, struct cfs_cursor *cur, char *buffer,
			 size_t size)
{
	struct cfs_xattrs xattrs;
	size_t total = 0;
	int ret;

	ret = cfs_read_xattrs(cur, xattr_block(inode), &xattrs);
	if (ret)
		return ret;
	while ((ret = cfs_next_xattr(cur, &xattrs)) > 0) {
		if (!is_listed(inode, &xattrs))
			continue;
		if (size) {
			if (size - total < xattrs.key_len + 1)
				return -ERANGE;
			memcpy(buffer + total, xattrs.key, xattrs.key_len);
			buffer[total + xattrs.key_len] = '\0';
		}
		total += xattrs.key_len + 1;
	}
	return ret ? ret : total;
}

/* listxattr(2): names only, the length alone when @size is 0. */
ssize_t composefs_listxattr(struct dentry *dentry, char *buffer, size_t size)
{
	struct inode *inode = d_inode(dentry);
	struct cfs_cursor cur;
	ssize_t ret;

	if (!COMPOSEFS_I(inode)->xattrs_len)
		return 0;

	cfs_init_cursor(&cur, &COMPOSEFS_SB(inode->i_sb)->image);
	ret = list_keys(inode, &cur, buffer, size);
	cfs_put_cursor(&cur);
	if (ret < 0)
		composefs_report(inode->i_sb, composefs_ino(inode), cur.rule);
	return ret;
}

/* What posix_acl_from_xattr() and posix_acl_valid() refuse, the image has wrong. */
static struct posix_acl *decode_acl(struct inode *inode, const void *value, size_t size)
{
	struct posix_acl *acl;
	int err = 0;

	acl = posix_acl_from_xattr(&init_user_ns, value, size);
	if (!IS_ERR_OR_NULL(acl)) {
		err = posix_acl_valid(&init_user_ns, acl);
		if (err)
			posix_acl_release(acl);
	} else {
		err = PTR_ERR_OR_ZERO(acl);
	}
	if (!err)
		return acl;
	if (err == -ENOMEM)
		return ERR_PTR(err);
	composefs_report(inode->i_sb, composefs_ino(inode), "malformed POSIX ACL");
	return ERR_PTR(-EFSCORRUPTED);
}

struct posix_acl *composefs_get_inode_acl(struct inode *inode, int type, bool rcu)
{
	const char *key = type == ACL_TYPE_ACCESS ? XATTR_NAME_POSIX_ACL_ACCESS :
						    XATTR_NAME_POSIX_ACL_DEFAULT;
	struct posix_acl *acl;
	void *value;
	int len;

	/* What follows may sleep. */
	if (rcu)
		return ERR_PTR(-ECHILD);

	len = read_value(inode, key, NULL, 0);
	if (len == -ENODATA)
		return NULL;
	if (len < 0)
		return ERR_PTR(len);

	/* At most 65535 bytes; kvmalloc() because 64 KiB may be hard to get. */
	value = kvmalloc(len + 1, GFP_KERNEL);
	if (!value)
		return ERR_PTR(-ENOMEM);
	if (len)
		len = read_value(inode, key, value, len);
	acl = len < 0 ? ERR_PTR(len) : decode_acl(inode, value, len);
	kvfree(value);
	return acl;
}

static const struct xattr_handler composefs_user_handler = {
	.prefix	= XATTR_USER_PREFIX,
	.get	= composefs_get_xattr,
};

static const struct xattr_handler composefs_trusted_handler = {
	.prefix	= XATTR_TRUSTED_PREFIX,
	.get	= composefs_get_xattr,
};

static const struct xattr_handler composefs_security_handler = {
	.prefix	= XATTR_SECURITY_PREFIX,
	.get	= composefs_get_xattr,
};

/* Tried in this order: ls(1) and security modules ask each inode for security. */
const struct xattr_handler * const composefs_xattr_handlers[] = {
	&composefs_security_handler,
	&composefs_user_handler,
	&composefs_trusted_handler,
	NULL
};
