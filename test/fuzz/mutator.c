// SPDX-License-Identifier: MIT
/*
 * How inputs are changed: half the time as libFuzzer does with any bytes, the other half by a word of the superblock, of
 * an inode or of a block's table, because blind changes seldom hit a length.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SUPERBLOCK = 128, INODE = 96, INODE_USED = 88 };

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned int seed);

static uint32_t get(const uint8_t *bytes, size_t at)
{
	uint32_t word;

	memcpy(&word, bytes + at, sizeof(word));
	return word;
}

/* Numbers at which something ends or begins, and those near what is there. */
static uint32_t choose_value(uint32_t old, size_t size)
{
	static const uint32_t values[] = {
		0, 1, 2, 4, 8, 12, 32, 96, 128, 255, 256, 4095, 4096, 65535, 65536, 0x7fffffff, 0x80000000, 0xfffffffe,
		0xffffffff, 040755, 0100644, 0120777, 020644, 010644, 1000000000,
	};

	switch (rand() % 4) {
	case 0:
		return values[rand() % (sizeof(values) / sizeof(values[0]))];
	case 1:
		return old + rand() % 9 - 4;
	case 2:
		return rand() % (size + 1);
	default:
		return size - old;
	}
}

static size_t choose_place(const uint8_t *bytes, size_t size)
{
	size_t vdata = get(bytes, 8) < size ? get(bytes, 8) : size;
	size_t inodes = vdata < SUPERBLOCK ? 0 : (vdata - SUPERBLOCK) / INODE;

	switch (rand() % 8) {
	case 0:
		return rand() % 16;
	case 1:
	case 2:
	case 3:
		if (inodes)
			return SUPERBLOCK + rand() % inodes * INODE + rand() % (INODE_USED / 4) * 4;
		/* fall through */
	default:
		return vdata < size ? vdata + rand() % (size - vdata) : rand() % size;
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned int seed)
{
	uint32_t value;
	size_t at, len;

	srand(seed);
	if (size < SUPERBLOCK + INODE || rand() % 2)
		return LLVMFuzzerMutate(bytes, size, max_size);

	at = choose_place(bytes, size);
	len = 1 << rand() % 3;
	if (len > size - at)
		len = size - at;
	value = 0;
	memcpy(&value, bytes + at, len);
	value = choose_value(value, size);
	memcpy(bytes + at, &value, len);
	return size;
}
