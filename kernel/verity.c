// SPDX-License-Identifier: GPL-2.0-only
/*
 * fs-verity: of the image, and of backing files.
 *
 * Digests are asked of the very inode that is read, after it was opened (before
 * that, the kernel may not know of them).  An inode of a stacking filesystem has
 * none of its own, so what lies on overlayfs, where copy-up may swap the inode
 * below after the check, never passes.
 */
#include <linux/fsverity.h>
#include <linux/hash.h>
#include <linux/kdev_t.h>
#include <linux/unaligned.h>
#include "composefs.h"
#include "trace.h"

/* Whether @file carries the digest: 0, or -ENODATA or -EBADMSG. */
static int compare_digest(struct file *file, const u8 expected[CFS_DIGEST_SIZE])
{
	u8 digest[FS_VERITY_MAX_DIGEST_SIZE];
	u8 algorithm;
	int len;

	len = fsverity_get_digest(file_inode(file), digest, &algorithm, NULL);
	if (!len)
		return -ENODATA;
	if (algorithm != FS_VERITY_HASH_ALG_SHA256 || len != CFS_DIGEST_SIZE ||
	    memcmp(digest, expected, CFS_DIGEST_SIZE))
		return -EBADMSG;
	return 0;
}

/**
 * composefs_check_image_digest - check the digest option
 * @image: the image, open
 * @expected: what its digest must be
 * @fc: for messages
 *
 * Return: 0 or -EIO.
 */
int composefs_check_image_digest(struct file *image, const u8 expected[CFS_DIGEST_SIZE],
				 struct fs_context *fc)
{
	switch (compare_digest(image, expected)) {
	case 0:
		return 0;
	case -ENODATA:
		errorfc(fc, "image has no fs-verity digest");
		return -EIO;
	default:
		errorfc(fc, "image has another fs-verity digest");
		return -EIO;
	}
}

/* What the policy says of a backing file, in words too: 0 or -EIO. */
static int judge_backing(enum composefs_verity_check policy, struct file *backing,
			 const u8 *recorded, const char **verdict)
{
	if (policy == COMPOSEFS_VERITY_OFF) {
		*verdict = "not checked";
		return 0;
	}
	if (!recorded) {
		*verdict = "image records no fs-verity digest";
		return policy == COMPOSEFS_VERITY_RECORDED ? 0 : -EIO;
	}

	switch (compare_digest(backing, recorded)) {
	case 0:
		*verdict = "digests match";
		return 0;
	case -ENODATA:
		*verdict = "backing file has no fs-verity digest";
		return -EIO;
	default:
		*verdict = "backing file has another fs-verity digest";
		return -EIO;
	}
}

/**
 * composefs_check_verity - apply the mount's policy to a backing file
 * @inode: whose content it is
 * @backing: the backing file, open
 * @recorded: the digest that the image records, or NULL
 * @rule: set to what is wrong
 *
 * Return: 0 or -EIO.
 */
int composefs_check_verity(const struct inode *inode, struct file *backing,
			   const u8 *recorded, const char **rule)
{
	enum composefs_verity_check policy = COMPOSEFS_SB(inode->i_sb)->verity_check;
	const char *verdict;
	int err;

	err = judge_backing(policy, backing, recorded, &verdict);
	trace_composefs_verity(inode, policy, err, verdict);
	if (err)
		*rule = verdict;
	return err;
}

/**
 * composefs_identify_image - a number that tells images apart
 * @image: the image, open
 *
 * From its fs-verity digest, which is the same wherever the image lies, else
 * from its device and inode, whose generation tells it from a file that had the
 * same number before.
 *
 * Return: the number.
 */
u64 composefs_identify_image(struct file *image)
{
	struct inode *inode = file_inode(image);
	u8 digest[FS_VERITY_MAX_DIGEST_SIZE];
	u8 algorithm;

	if (fsverity_get_digest(inode, digest, &algorithm, NULL))
		return get_unaligned_le64(digest) ^ algorithm;
	return (u64)inode->i_ino * GOLDEN_RATIO_64 ^ huge_encode_dev(inode->i_sb->s_dev) ^
	       (u64)inode->i_generation << 32;
}
