// SPDX-License-Identifier: MIT
/*
 * What libFuzzer runs: the input is an image, of which everything is read that kernel/format can read, in the way of
 * the driver. Sanitizers watch the memory; the checks here watch what is promised of results: nothing comes out that
 * breaks a rule, what a walk shows a lookup finds, and none of it depends on the windows in which the bytes are lent.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cfs_reader.h"

#define CHECK(condition) \
	do { \
		if (!(condition)) \
			fail(#condition, __LINE__); \
	} while (0)

/* A finding that no sanitizer sees. */
static void fail(const char *condition, int line)
{
	fprintf(stderr, "inconsistent: target.c:%d expects %s\n", line, condition);
	abort();
}

/* A source that lends copies of @window bytes, or all there is at once, not copied, when it is 0. */
struct memory {
	struct cfs_source source;	/* first: cfs_cursor leads to it */
	const u8 *bytes;
	u32 window;
};

static int get_window(struct cfs_cursor *cur, u64 pos)
{
	const struct memory *memory = (const struct memory *)cur->img->source;
	u64 start = memory->window ? pos - pos % memory->window : 0;
	u64 len = memory->source.size - start;
	u8 *copy;

	CHECK(pos < memory->source.size);
	CHECK(!cur->window);
	cur->owner = NULL;
	cur->window = memory->bytes;
	if (memory->window) {
		if (len > memory->window)
			len = memory->window;
		copy = malloc(len);	/* of this very size: reading past it is seen */
		CHECK(copy);
		memcpy(copy, memory->bytes + start, len);
		cur->window = copy;
		cur->owner = copy;
	}
	cur->window_pos = start;
	cur->window_len = len;
	return 0;
}

static void put_window(struct cfs_cursor *cur)
{
	free(cur->owner);
}

/* What all of one reading came to, to compare it to another's. */
struct outcome {
	u64 hash;
};

static void note(struct outcome *outcome, const void *bytes, size_t len)
{
	const u8 *at = bytes;
	u64 word;

	for (; len >= sizeof(word); len -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		outcome->hash = (outcome->hash ^ word) * 0x9e3779b97f4a7c15ULL;
		outcome->hash ^= outcome->hash >> 29;
	}
	while (len--)
		outcome->hash = (outcome->hash ^ *at++) * 0x100000001b3ULL;
}

/* Failures are broken rules and nothing else: there is no medium that could fail. */
static int judge(struct outcome *outcome, int result, const char *rule)
{
	if (result < 0) {
		CHECK(result == -EFSCORRUPTED);
		CHECK(rule);
		/* References are checked when their inode is read: this would come too late. */
		CHECK(strcmp(rule, "range passes the end of the image"));
		note(outcome, rule, strlen(rule));
	}
	note(outcome, &result, sizeof(result));
	return result;
}

static void check_name(const char *name, u32 len)
{
	CHECK(len >= 1 && len <= CFS_NAME_MAX);
	CHECK(!memchr(name, '/', len) && !memchr(name, 0, len));
	CHECK(!(len == 1 && name[0] == '.') && !(len == 2 && name[0] == '.' && name[1] == '.'));
}

/* What stands beside a name that was found is not that name again, nor on the wrong side of it. */
static void check_beside(struct cfs_dir_cursor *cur, const struct cfs_dirents *dirents,
			 const struct cfs_dirent *dirent, u32 index, bool after)
{
	struct cfs_dirent beside;
	int diff;

	if (index >= dirents->count || cfs_read_dirent(cur, dirents, index, &beside))
		return;		/* nothing is there, or nobody can say what */
	diff = cfs_compare(dirent->name, dirent->name_len, beside.name, beside.name_len);
	CHECK(after ? diff < 0 : diff > 0);
}

/* What earlier searches met changes nothing. */
static void check_without_probes(const struct cfs_image *img, const struct cfs_dirents *dirents,
				 const char *name, u32 len, int result,
				 const struct cfs_found *found)
{
	struct cfs_dirents plain = { .block = dirents->block, .count = dirents->count };
	struct cfs_dir_cursor cur;
	struct cfs_found other;

	cfs_init_dir_cursor(&cur, img);
	CHECK(cfs_lookup_dirent(&cur, &plain, name, len, &other) == result);
	CHECK(result <= 0 || (other.index == found->index && other.ino == found->ino &&
			      other.d_type == found->d_type));
	cfs_put_dir_cursor(&cur);
}

/* What is found has the name that was asked for. Gives what the lookup gave. */
static int lookup(struct outcome *outcome, const struct cfs_image *img,
		  const struct cfs_dirents *dirents, const char *name, u32 len,
		  struct cfs_found *found)
{
	struct cfs_dir_cursor cur;
	struct cfs_dirent dirent;
	char *copy = malloc(len);	/* of this very size */
	int result;

	CHECK(copy);
	memcpy(copy, name, len);
	cfs_init_dir_cursor(&cur, img);
	result = cfs_lookup_dirent(&cur, dirents, copy, len, found);
	free(copy);
	judge(outcome, result, cur.table.rule);
	CHECK(result <= 1);
	check_without_probes(img, dirents, name, len, result, found);
	if (result > 0) {
		CHECK(found->index < dirents->count);
		CHECK(!cfs_read_dirent(&cur, dirents, found->index, &dirent));
		CHECK(dirent.ino == found->ino && dirent.d_type == found->d_type);
		CHECK(dirent.name_len == len && !memcmp(dirent.name, name, len));
		check_beside(&cur, dirents, &dirent, found->index - 1, false);	/* none before 0 */
		check_beside(&cur, dirents, &dirent, found->index + 1, true);
	}
	cfs_put_dir_cursor(&cur);
	return result;
}

/* In a directory in order: the name is found at @index, and one that would stand behind it is not, unless it does. */
static void check_found(struct outcome *outcome, const struct cfs_image *img,
			const struct cfs_dirents *dirents, const struct cfs_dirent *dirent,
			u32 index)
{
	struct cfs_found found;
	char name[CFS_NAME_MAX];
	u32 len = dirent->name_len;
	int result;

	CHECK(lookup(outcome, img, dirents, dirent->name, len, &found) == 1);
	CHECK(found.index == index && found.ino == dirent->ino);

	memcpy(name, dirent->name, len);
	if (len < CFS_NAME_MAX) {
		name[len] = 1;
		result = lookup(outcome, img, dirents, name, len + 1, &found);
		CHECK(result == 0 || (result == 1 && found.index == index + 1));
	}
	if (len > 1) {
		result = lookup(outcome, img, dirents, name, len - 1, &found);
		CHECK(result == 0 || (result == 1 && found.index < index));
	}
}

enum { LOOKUPS = 8 };	/* of a directory, at its start and at its end: where bounds are */

static void read_directory(struct outcome *outcome, const struct cfs_image *img,
			   const struct cfs_inode *inode)
{
	struct cfs_dir_cursor cur;
	struct cfs_dirents dirents;
	struct cfs_dirent dirent, again, previous;
	struct cfs_probes probes = { 0 };
	struct cfs_found found;
	u32 index, whole;

	cfs_init_dir_cursor(&cur, img);
	if (judge(outcome, cfs_read_dirents(&cur.table, inode->variable_data, &dirents), cur.table.rule))
		goto out_put_cursor;
	CHECK(!dirents.count == !inode->variable_data.len);
	dirents.probes = &probes;

	for (index = 0; index < dirents.count; index++) {
		if (judge(outcome, cfs_iterate_dirent(&cur, &dirents, index, &dirent), cur.table.rule))
			break;
		check_name(dirent.name, dirent.name_len);
		CHECK(dirent.ino > CFS_ROOT_INO && dirent.ino < img->n_inodes);
		CHECK(!index || cfs_compare(previous.name, previous.name_len,
					    dirent.name, dirent.name_len) < 0);
		note(outcome, dirent.name, dirent.name_len);
		note(outcome, &dirent.ino, sizeof(dirent.ino));
		previous = dirent;
	}
	whole = index;

	for (index = 0; index < whole; index++) {
		if (index == LOOKUPS / 2 && whole > LOOKUPS)
			index = whole - LOOKUPS / 2;
		CHECK(!cfs_read_dirent(&cur, &dirents, index, &again));
		if (whole == dirents.count)
			check_found(outcome, img, &dirents, &again, index);
		else
			lookup(outcome, img, &dirents, again.name, again.name_len, &found);
	}
	lookup(outcome, img, &dirents, "\1", 1, &found);
	lookup(outcome, img, &dirents, "\xff\xff", 2, &found);

out_put_cursor:
	cfs_put_dir_cursor(&cur);
}

static void note_value(struct outcome *outcome, struct cfs_cursor *cur, const struct cfs_xattrs *xattrs)
{
	char *value = malloc(xattrs->value_len);

	CHECK(value);
	CHECK(!cfs_read_vdata(cur, xattrs->value_off, value, xattrs->value_len));
	note(outcome, value, xattrs->value_len);
	free(value);
}

static void read_xattrs(struct outcome *outcome, const struct cfs_image *img,
			const struct cfs_inode *inode)
{
	struct cfs_xattrs xattrs, other;
	struct cfs_cursor cur, beside;
	char key[CFS_XATTR_KEY_MAX];
	u32 len, lookups = 0;
	u64 end = inode->xattrs.off + inode->xattrs.len;
	int result;

	cfs_init_cursor(&cur, img);
	cfs_init_cursor(&beside, img);
	if (judge(outcome, cfs_read_xattrs(&cur, inode->xattrs, &xattrs), cur.rule))
		goto out_put_cursors;

	while (judge(outcome, cfs_next_xattr(&cur, &xattrs), cur.rule) > 0) {
		CHECK(xattrs.key_len >= 1 && !memchr(xattrs.key, 0, xattrs.key_len));
		CHECK(xattrs.value_off >= inode->xattrs.off && xattrs.value_off <= end);
		CHECK(xattrs.value_len <= end - xattrs.value_off);
		note(outcome, xattrs.key, xattrs.key_len);
		note_value(outcome, &cur, &xattrs);
		if (lookups++ >= LOOKUPS)
			continue;

		CHECK(!cfs_read_xattrs(&beside, inode->xattrs, &other));
		CHECK(cfs_lookup_xattr(&beside, &other, xattrs.key, xattrs.key_len) == 1);
		CHECK(other.index == xattrs.index && other.value_off == xattrs.value_off);
		len = xattrs.key_len;
		if (len < CFS_XATTR_KEY_MAX) {
			memcpy(key, xattrs.key, len);
			key[len] = 1;
			CHECK(!cfs_read_xattrs(&beside, inode->xattrs, &other));
			result = judge(outcome, cfs_lookup_xattr(&beside, &other, key, len + 1), beside.rule);
			CHECK(result <= 0 || other.index == xattrs.index + 1);
		}
	}

out_put_cursors:
	cfs_put_cursor(&beside);
	cfs_put_cursor(&cur);
}

static void read_text(struct outcome *outcome, struct cfs_cursor *cur, const struct cfs_inode *inode)
{
	struct cfs_ref ref = inode->variable_data;
	char *text = malloc(ref.len + 1);	/* as the driver's buffer: not a byte more */
	bool is_target = (inode->mode & S_IFMT) == S_IFLNK;
	int result;

	CHECK(text);
	result = is_target ? cfs_read_target(cur, ref, text) : cfs_read_backing_path(cur, ref, text);
	if (!judge(outcome, result, cur->rule)) {
		CHECK(strlen(text) == ref.len);
		CHECK(is_target || text[0] != '/');
		note(outcome, text, ref.len);
	}
	free(text);
}

static void check_ref(const struct cfs_image *img, struct cfs_ref ref)
{
	CHECK(ref.off <= img->vdata_size && ref.len <= img->vdata_size - ref.off);
}

static void check_inode(const struct cfs_image *img, const struct cfs_inode *inode)
{
	CHECK(inode->mtime_nsec < 1000000000 && inode->ctime_nsec < 1000000000);
	CHECK(inode->uid != 0xffffffff && inode->gid != 0xffffffff);
	CHECK(inode->size <= INT64_MAX);
	CHECK(!(inode->mode & ~0177777u));
	CHECK(!inode->digest.len || inode->digest.len == 32);
	check_ref(img, inode->variable_data);
	check_ref(img, inode->xattrs);
	check_ref(img, inode->digest);
}

static void read_inode(struct outcome *outcome, const struct cfs_image *img, u32 ino)
{
	u8 digest[CFS_DIGEST_SIZE];
	struct cfs_cursor cur;
	struct cfs_inode inode;

	memset(&inode, 0, sizeof(inode));	/* its padding goes into the outcome */
	cfs_init_cursor(&cur, img);
	if (judge(outcome, cfs_read_inode(&cur, ino, &inode), cur.rule))
		goto out_put_cursor;
	CHECK(ino < img->n_inodes);
	check_inode(img, &inode);
	note(outcome, &inode, sizeof(inode));

	if (inode.digest.len) {
		CHECK(!cfs_read_digest(&cur, inode.digest, digest));
		note(outcome, digest, sizeof(digest));
	}
	read_xattrs(outcome, img, &inode);
	switch (inode.mode & S_IFMT) {
	case S_IFDIR:
		read_directory(outcome, img, &inode);
		break;
	case S_IFREG:
		CHECK(!inode.size == !inode.variable_data.len);
		if (inode.size)
			read_text(outcome, &cur, &inode);
		break;
	case S_IFLNK:
		CHECK(inode.size == inode.variable_data.len);
		read_text(outcome, &cur, &inode);
		break;
	default:
		CHECK(!inode.variable_data.len);
	}

out_put_cursor:
	cfs_put_cursor(&cur);
}

static u64 read_all(const u8 *bytes, size_t size, u32 window)
{
	struct memory memory = {
		.source = { .size = size, .get_window = get_window, .put_window = put_window },
		.bytes = bytes,
		.window = window,
	};
	struct outcome outcome = { .hash = 0xcbf29ce484222325ULL };
	struct cfs_image img;
	const char *rule = NULL;
	u32 ino;

	if (judge(&outcome, cfs_read_superblock(&img, &memory.source, &rule), rule))
		return outcome.hash;
	CHECK(img.vdata_offset + img.vdata_size == size);
	CHECK(img.n_inodes && img.vdata_offset >= 128 + 96ULL * img.n_inodes);

	for (ino = 0; ino < img.n_inodes; ino++)
		read_inode(&outcome, &img, ino);
	read_inode(&outcome, &img, img.n_inodes);
	read_inode(&outcome, &img, UINT32_MAX);
	return outcome.hash;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	static const u32 windows[] = { 1, 13, 64, 512 };
	u64 whole = read_all(bytes, size, 0);

	/* Copies cost time: one input of four is read twice. */
	if (whole % 4 == 0)
		CHECK(read_all(bytes, size, windows[whole / 4 % 4]) == whole);
	return 0;
}
