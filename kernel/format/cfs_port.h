/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the reader takes from its surroundings: fixed-width types, byte order,
 * overflow checks, a few constants.  The only #ifdef __KERNEL__ of this folder.
 *
 * __uninitialized stands at large variables of hot paths that are filled before
 * anything reads them: kernels that zero the stack would zero them first, which
 * for an entry of ls -l were some hundred instructions.
 */
#ifndef CFS_PORT_H
#define CFS_PORT_H

#ifdef __KERNEL__

#include <asm/byteorder.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/overflow.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/types.h>

#else /* user space: Linux, gcc or clang */

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;

#ifndef __force
#ifdef __CHECKER__
#define __force __attribute((force))
#else
#define __force
#endif
#endif

#ifndef __packed
#define __packed __attribute((packed))
#endif

#ifndef __uninitialized
#define __uninitialized
#endif

#ifndef noinline
#define noinline __attribute((noinline))
#endif

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define check_add_overflow(a, b, d) __builtin_add_overflow(a, b, d)

static inline u16 le16_to_cpu(__le16 v)
{
	return le16toh((__force u16)v);
}

static inline u32 le32_to_cpu(__le32 v)
{
	return le32toh((__force u32)v);
}

static inline u64 le64_to_cpu(__le64 v)
{
	return le64toh((__force u64)v);
}

static inline u64 be64_to_cpu(__be64 v)
{
	return be64toh((__force u64)v);
}

#endif /* __KERNEL__ */

#ifndef EFSCORRUPTED
#define EFSCORRUPTED EUCLEAN
#endif

#endif /* CFS_PORT_H */
