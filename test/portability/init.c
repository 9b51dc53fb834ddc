// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first process of a guest of any architecture. It does what /given/plan
 * says, writes what it sees to the second disk, as text, and restarts the
 * machine. Built with the kernel's own nolibc, so it needs no C library of that
 * architecture.
 *
 *	verity PATH		enable fs-verity on a file
 *	image PATH OPTIONS	mount it, walk it, unmount it
 *
 * Numbers of failed calls are errnos. Bytes of names that could be taken for
 * something else are written as \xHH.
 */
#include <linux/fcntl.h>
#include <linux/fsverity.h>

/* Longer than a path or a target of an image, and than most values. */
static char path[8192];
static char value[65536];
static char names[65536];

static int report;

/* The report is written in blocks: it is a disk. */
static struct {
	char bytes[65536];
	size_t used;
} pending;

static void flush_report(void)
{
	size_t done = 0;

	while (done < pending.used) {
		ssize_t n = write(report, pending.bytes + done, pending.used - done);

		if (n <= 0) {
			printf("init: report: errno %d\n", errno);
			return;
		}
		done += n;
	}
	pending.used = 0;
}

static void put(char c)
{
	if (pending.used == sizeof(pending.bytes))
		flush_report();
	pending.bytes[pending.used++] = c;
}

static void put_text(const char *text)
{
	while (*text)
		put(*text++);
}

static void put_number(unsigned long long number)
{
	char digits[24];

	u64toa_r(number, digits);
	put(' ');
	put_text(digits);
}

static void put_signed(long long number)
{
	char digits[24];

	i64toa_r(number, digits);
	put(' ');
	put_text(digits);
}

static void put_hex(const char *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		put(digits[(bytes[i] >> 4) & 15]);
		put(digits[bytes[i] & 15]);
	}
}

static void put_escaped(const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] > ' ' && bytes[i] < 127 && bytes[i] != '\\') {
			put(bytes[i]);
		} else {
			put_text("\\x");
			put_hex(bytes + i, 1);
		}
	}
}

static void put_failure(const char *what, long err)
{
	put_text("  ");
	put_text(what);
	put_text(" errno");
	put_number(-err);
	put('\n');
}

static long open_file(const char *name, int flags)
{
	return my_syscall4(__NR_openat, AT_FDCWD, name, flags | O_LARGEFILE, 0);
}

static void show_target(void)
{
	long len = my_syscall4(__NR_readlinkat, AT_FDCWD, path, value, sizeof(value));

	if (len < 0) {
		put_failure("readlink", len);
		return;
	}
	put_text("  target ");
	put_escaped(value, len);
	put('\n');
}

static void show_xattrs(void)
{
	long size = my_syscall3(__NR_llistxattr, path, names, sizeof(names));

	if (size < 0)
		put_failure("llistxattr", size);
	for (char *name = names; name < names + size; name += strlen(name) + 1) {
		long len = my_syscall4(__NR_lgetxattr, path, name, value, sizeof(value));

		put_text("  xattr ");
		put_escaped(name, strlen(name));
		if (len < 0) {
			put_text(" errno");
			put_number(-len);
		} else {
			put(' ');
			put_hex(value, len);
		}
		put('\n');
	}
}

/* Its length, and FNV-1a over the bytes. */
static void show_content(void)
{
	unsigned long long hash = 0xcbf29ce484222325ULL, total = 0;
	long fd = open_file(path, O_RDONLY), len;

	if (fd < 0) {
		put_failure("open", fd);
		return;
	}
	while ((len = my_syscall3(__NR_read, fd, value, sizeof(value))) > 0) {
		for (long i = 0; i < len; i++)
			hash = (hash ^ (unsigned char)value[i]) * 0x100000001b3ULL;
		total += len;
	}
	close(fd);
	if (len < 0) {
		put_failure("read", len);
		return;
	}
	put_text("  content");
	put_number(total);
	put(' ');
	for (int shift = 56; shift >= 0; shift -= 8) {
		char byte = hash >> shift;

		put_hex(&byte, 1);
	}
	put('\n');
}

static void show_entry(size_t len, size_t root);

static void show_directory(size_t len, size_t root)
{
	long fd = open_file(path, O_RDONLY | O_DIRECTORY), got;
	/* One for each level of the tree. */
	char dirents[2048] __attribute__((aligned(8)));

	if (fd < 0) {
		put_failure("open", fd);
		return;
	}
	while ((got = my_syscall3(__NR_getdents64, fd, dirents, sizeof(dirents))) > 0) {
		for (long at = 0; at < got;) {
			struct linux_dirent64 *dirent = (void *)(dirents + at);
			size_t name = strlen(dirent->d_name);

			at += dirent->d_reclen;
			if (!strcmp(dirent->d_name, ".") || !strcmp(dirent->d_name, ".."))
				continue;
			if (len + 1 + name >= sizeof(path)) {
				put_text("  too deep\n");
				continue;
			}
			path[len] = '/';
			memcpy(path + len + 1, dirent->d_name, name + 1);
			put_text("dirent");
			put_number(dirent->d_ino);
			put_number(dirent->d_type);
			put('\n');
			show_entry(len + 1 + name, root);
			path[len] = 0;
		}
	}
	if (got < 0)
		put_failure("getdents64", got);
	close(fd);
}

/* What path names; root is where the path within the image begins. */
static void show_entry(size_t len, size_t root)
{
	struct statx st;
	long err;

	err = my_syscall5(__NR_statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &st);
	put('/');
	if (len > root)
		put_escaped(path + root + 1, len - root - 1);
	if (err) {
		put('\n');
		put_failure("statx", err);
		return;
	}
	put_number(st.stx_ino);
	put_number(st.stx_mode);
	put_number(st.stx_nlink);
	put_number(st.stx_uid);
	put_number(st.stx_gid);
	put_number(st.stx_size);
	put_number(st.stx_rdev_major);
	put_number(st.stx_rdev_minor);
	put_signed(st.stx_mtime.tv_sec);
	put_number(st.stx_mtime.tv_nsec);
	put_signed(st.stx_ctime.tv_sec);
	put_number(st.stx_ctime.tv_nsec);
	put('\n');
	show_xattrs();
	if (S_ISLNK(st.stx_mode))
		show_target();
	else if (S_ISREG(st.stx_mode))
		show_content();
	else if (S_ISDIR(st.stx_mode))
		show_directory(len, root);
}

static void show_image(const char *image, const char *options)
{
	static const char target[] = "/mnt";
	long err;

	put_text("image ");
	put_text(image);
	put('\n');
	err = my_syscall5(__NR_mount, image, target, "composefs", MS_RDONLY, options);
	if (err) {
		put_failure("mount", err);
		return;
	}
	memcpy(path, target, sizeof(target));
	show_entry(sizeof(target) - 1, sizeof(target) - 1);
	err = my_syscall2(__NR_umount2, target, 0);
	if (err)
		put_failure("umount2", err);
}

static void enable_verity(const char *file)
{
	struct fsverity_enable_arg argument = {
		.version = 1,
		.hash_algorithm = FS_VERITY_HASH_ALG_SHA256,
		.block_size = 4096,
	};
	long fd = open_file(file, O_RDONLY), err = fd;

	if (fd >= 0) {
		err = my_syscall3(__NR_ioctl, fd, FS_IOC_ENABLE_VERITY, &argument);
		close(fd);
	}
	if (err) {
		put_text("verity ");
		put_text(file);
		put('\n');
		put_failure("enable", err);
	}
}

static void follow(char *line)
{
	char *file = strchr(line, ' '), *options;

	if (!file)
		return;
	*file++ = 0;
	options = strchr(file, ' ');
	if (options)
		*options++ = 0;
	if (!strcmp(line, "verity"))
		enable_verity(file);
	else
		show_image(file, options);
}

static int follow_plan(void)
{
	static char plan[1 << 20];
	long fd = open_file("/given/plan", O_RDONLY), len;
	size_t size = 0;

	if (fd < 0)
		return fd;
	while ((len = my_syscall3(__NR_read, fd, plan + size, sizeof(plan) - 1 - size)) > 0)
		size += len;
	close(fd);
	for (char *line = plan, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = 0;
		follow(line);
	}
	return len;
}

int main(void)
{
	int err;

	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) ||
	    mount("/dev/vda", "/given", "ext4", 0, NULL)) {
		printf("init: mount: errno %d\n", errno);
	} else {
		report = open_file("/dev/vdb", O_WRONLY);
		err = report < 0 ? report : follow_plan();
		if (err)
			printf("init: plan: errno %d\n", -err);
		put_text("end\n");
		flush_report();
		fsync(report);
		umount2("/given", 0);
	}
	reboot(LINUX_REBOOT_CMD_RESTART);
	return 1;
}
