// SPDX-License-Identifier: MIT
// Reads all of an image with the driver's reader, as the kernel would be made to: every inode, every name, every xattr. What the
// reader lends and fills is exactly as large as it was told, so that AddressSanitizer sees each byte too many; what it
// says must fit together, or the process aborts.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <vector>

extern "C" {
#include "cfs_reader.h"
}

namespace {

// A finding that no sanitizer sees.
void Require(bool holds, const char* what) {
  if (holds) return;
  fprintf(stderr, "inconsistent: %s\n", what);
  abort();
}

struct Source {
  cfs_source source;
  const uint8_t* bytes;
  uint32_t window;
};

// Each window is a copy of its own, so that nothing lies behind it.
int GetWindow(cfs_cursor* cursor, u64 position) {
  const auto* own = reinterpret_cast<const Source*>(cursor->img->source);
  Require(position < own->source.size, "a window past the end was asked for");
  const uint64_t start = position / own->window * own->window;
  const auto length = static_cast<uint32_t>(std::min<uint64_t>(own->window, own->source.size - start));
  auto* copy = static_cast<uint8_t*>(malloc(length));
  memcpy(copy, own->bytes + start, length);
  cursor->window = copy;
  cursor->window_pos = start;
  cursor->window_len = length;
  cursor->owner = copy;
  return 0;
}

void PutWindow(cfs_cursor* cursor) { free(cursor->owner); }

struct Cursor : cfs_cursor {
  explicit Cursor(const cfs_image* image) { cfs_init_cursor(this, image); }
  ~Cursor() { cfs_put_cursor(this); }
};

struct DirCursor : cfs_dir_cursor {
  explicit DirCursor(const cfs_image* image) { cfs_init_dir_cursor(this, image); }
  ~DirCursor() { cfs_put_dir_cursor(this); }
};

// Broken is broken for a reason.
bool Failed(int error, const char* rule) {
  Require(error <= 0, "an error is above 0");
  Require(error == 0 || (error == -EFSCORRUPTED && rule != nullptr), "an error names no rule");
  return error != 0;
}

void Lookup(const cfs_image* image, const cfs_dirents& dirents, const char* name, uint32_t length, int64_t expected) {
  // Exactly as long as it says.
  std::unique_ptr<char[]> copy(new char[length]);
  memcpy(copy.get(), name, length);
  DirCursor cursor(image);
  cfs_found found;
  const int outcome = cfs_lookup_dirent(&cursor, &dirents, copy.get(), length, &found);
  Require(outcome <= 1, "a lookup gave more than 1");
  if (expected >= 0) Require(outcome == 1 && found.index == expected, "a name of a whole directory isn't found");
  if (outcome != 1) return;
  Require(found.index < dirents.count && found.ino < image->n_inodes, "a lookup found what is not there");
  DirCursor again(image);
  auto dirent = std::make_unique<cfs_dirent>();
  if (cfs_read_dirent(&again, &dirents, found.index, dirent.get()) != 0) return;
  Require(dirent->name_len == length && memcmp(dirent->name, copy.get(), length) == 0, "a lookup found another name");
}

void ReadDirectory(const cfs_image* image, const cfs_inode& inode) {
  DirCursor cursor(image);
  cfs_dirents dirents;
  if (Failed(cfs_read_dirents(&cursor.table, inode.variable_data, &dirents), cursor.table.rule)) return;
  std::vector<std::vector<char>> names;
  auto dirent = std::make_unique<cfs_dirent>();
  bool whole = true;
  for (uint32_t index = 0; index < dirents.count && whole; index++) {
    whole = !Failed(cfs_iterate_dirent(&cursor, &dirents, index, dirent.get()), cursor.table.rule);
    if (!whole) break;
    Require(dirent->name_len > 0 && dirent->ino > 0 && dirent->ino < image->n_inodes, "a dirent is out of range");
    names.emplace_back(dirent->name, dirent->name + dirent->name_len);
  }
  for (size_t index = 0; index < names.size(); index++) {
    auto& name = names[index];
    Lookup(image, dirents, name.data(), static_cast<uint32_t>(name.size()), whole ? static_cast<int64_t>(index) : -1);
    name.back() ^= 1;  // most likely absent
    Lookup(image, dirents, name.data(), static_cast<uint32_t>(name.size()), -1);
  }
  const char first = '\x01', last = '\xff';
  Lookup(image, dirents, &first, 1, -1);
  Lookup(image, dirents, &last, 1, -1);
}

void ReadXattrs(const cfs_image* image, const cfs_inode& inode) {
  Cursor cursor(image);
  auto xattrs = std::make_unique<cfs_xattrs>();
  if (Failed(cfs_read_xattrs(&cursor, inode.xattrs, xattrs.get()), cursor.rule)) return;
  for (;;) {
    const int outcome = cfs_next_xattr(&cursor, xattrs.get());
    if (outcome <= 0) {
      Failed(outcome, cursor.rule);
      break;
    }
    std::unique_ptr<uint8_t[]> value(new uint8_t[xattrs->value_len]);
    Require(cfs_read_vdata(&cursor, xattrs->value_off, value.get(), xattrs->value_len) == 0, "a value can't be read");
    Cursor other(image);
    auto walk = std::make_unique<cfs_xattrs>();
    Require(cfs_read_xattrs(&other, inode.xattrs, walk.get()) == 0, "a block is broken the second time");
    Require(cfs_lookup_xattr(&other, walk.get(), xattrs->key, xattrs->key_len) == 1, "a listed key isn't found");
    Require(walk->value_off == xattrs->value_off, "a key was found elsewhere");
  }
}

void ReadText(const cfs_image* image, const cfs_inode& inode) {
  if (inode.variable_data.len == 0) return;
  Cursor cursor(image);
  std::unique_ptr<char[]> text(new char[inode.variable_data.len + 1]);
  const int error = S_ISLNK(inode.mode) ? cfs_read_target(&cursor, inode.variable_data, text.get())
                                        : cfs_read_backing_path(&cursor, inode.variable_data, text.get());
  if (Failed(error, cursor.rule)) return;
  Require(strlen(text.get()) == inode.variable_data.len, "a text is shorter than it was");
}

void ReadInode(const cfs_image* image, uint32_t number) {
  Cursor cursor(image);
  cfs_inode inode;
  if (Failed(cfs_read_inode(&cursor, number, &inode), cursor.rule)) return;
  if (S_ISDIR(inode.mode)) ReadDirectory(image, inode);
  if (S_ISREG(inode.mode) || S_ISLNK(inode.mode)) ReadText(image, inode);
  ReadXattrs(image, inode);
  std::unique_ptr<uint8_t[]> digest(new uint8_t[CFS_DIGEST_SIZE]);
  if (inode.digest.len != 0)
    Require(cfs_read_digest(&cursor, inode.digest, digest.get()) == 0, "a digest can't be read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t length) {
  static constexpr uint32_t kWindows[] = {1, 13, 64, 4096};
  const Source source{{length, GetWindow, PutWindow}, bytes, kWindows[length % 4]};
  cfs_image image;
  const char* rule = nullptr;
  if (Failed(cfs_read_superblock(&image, &source.source, &rule), rule)) return 0;
  // Every inode of the table, reached or not; a million empty ones would only cost time.
  const uint32_t inodes = std::min<uint32_t>(image.n_inodes, 64);
  for (uint32_t number = 0; number < inodes; number++) ReadInode(&image, number);
  ReadInode(&image, image.n_inodes);
  return 0;
}
