// SPDX-License-Identifier: MIT
// The driver's reader (kernel/format) on bytes in memory, one structure a call. What breaks a rule of the format is no
// exception but an object with `broken`, the rule in the reader's own words: callers compare readers.
#include <errno.h>
#include <string.h>

#include <algorithm>
#include <string>

#include "arguments.h"
#include "calls.h"

extern "C" {
#include "../kernel/format/cfs_reader.h"
}

namespace cfsbench {
namespace {

// Lends windows of a fixed size, as a page cache does; the bytes are the caller's for as long as the call takes.
struct MemorySource {
  cfs_source source;
  const uint8_t* bytes;
  uint32_t window;

  MemorySource(const uint8_t* memory, size_t length, uint32_t window_size)
      : source{length, GetWindow, PutWindow}, bytes(memory), window(window_size) {}

  static int GetWindow(cfs_cursor* cursor, u64 position) {
    const auto* own = reinterpret_cast<const MemorySource*>(cursor->img->source);
    const uint64_t start = position / own->window * own->window;
    cursor->window = own->bytes + start;
    cursor->window_pos = start;
    cursor->window_len = static_cast<uint32_t>(std::min<uint64_t>(own->window, own->source.size - start));
    return 0;
  }
  static void PutWindow(cfs_cursor*) {}
};

// An image whose superblock is in order, or the rule that it breaks.
class Image {
 public:
  Image(const Napi::CallbackInfo& info, size_t window_argument)
      : bytes_(ToView(info)), source_(bytes_.Data(), bytes_.ByteLength(), ToWindow(info, window_argument)) {
    error_ = cfs_read_superblock(&image_, &source_.source, &rule_);
  }

  const cfs_image* get() const { return &image_; }
  bool ok() const { return error_ == 0; }
  const char* rule() const { return rule_; }

 private:
  static Napi::Uint8Array ToView(const Napi::CallbackInfo& info) {
    if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
      throw Napi::TypeError::New(info.Env(), "image: expected a Uint8Array");
    return info[0].As<Napi::Uint8Array>();
  }
  static uint32_t ToWindow(const Napi::CallbackInfo& info, size_t argument) {
    const uint32_t window = ToUint32(info[argument], "window");
    if (window == 0) throw Napi::RangeError::New(info.Env(), "window: expected at least 1 byte, got 0");
    return window;
  }

  Napi::Uint8Array bytes_;
  MemorySource source_;
  cfs_image image_{};
  const char* rule_ = nullptr;
  int error_ = 0;
};

struct Cursor : cfs_cursor {
  explicit Cursor(const cfs_image* image) { cfs_init_cursor(this, image); }
  ~Cursor() { cfs_put_cursor(this); }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
};

struct DirCursor : cfs_dir_cursor {
  explicit DirCursor(const cfs_image* image) { cfs_init_dir_cursor(this, image); }
  ~DirCursor() { cfs_put_dir_cursor(this); }
  DirCursor(const DirCursor&) = delete;
  DirCursor& operator=(const DirCursor&) = delete;
};

Napi::Object Broken(Napi::Env env, const char* rule) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("broken", Napi::String::New(env, rule == nullptr ? "no rule was given" : rule));
  return result;
}

Napi::Value Reference(Napi::Env env, const cfs_ref& ref) {
  if (ref.len == 0) return env.Undefined();
  Napi::Object result = Napi::Object::New(env);
  result.Set("offset", Number(env, static_cast<double>(ref.off)));
  result.Set("length", Number(env, ref.len));
  return result;
}

// Reads inode `info[1]`; on failure `result` is what to give instead.
bool ReadInode(const Napi::CallbackInfo& info, const Image& image, cfs_inode* inode, Napi::Value* result) {
  const uint32_t number = ToUint32(info[1], "number");
  if (!image.ok()) {
    *result = Broken(info.Env(), image.rule());
    return false;
  }
  Cursor cursor(image.get());
  if (cfs_read_inode(&cursor, number, inode) == 0) return true;
  *result = Broken(info.Env(), cursor.rule);
  return false;
}

}  // namespace

Napi::Value DescriptorSuperblock(const Napi::CallbackInfo& info) {
  const Image image(info, 1);
  if (!image.ok()) return Broken(info.Env(), image.rule());
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("inodes", Number(info.Env(), image.get()->n_inodes));
  result.Set("vdataOffset", Number(info.Env(), static_cast<double>(image.get()->vdata_offset)));
  return result;
}

Napi::Value DescriptorInode(const Napi::CallbackInfo& info) {
  const Image image(info, 2);
  cfs_inode inode;
  Napi::Value failure;
  if (!ReadInode(info, image, &inode, &failure)) return failure;

  const Napi::Env env = info.Env();
  Napi::Object result = Napi::Object::New(env);
  result.Set("mode", Number(env, inode.mode));
  result.Set("nlink", Number(env, inode.nlink));
  result.Set("uid", Number(env, inode.uid));
  result.Set("gid", Number(env, inode.gid));
  result.Set("major", Number(env, inode.rdev_major));
  result.Set("minor", Number(env, inode.rdev_minor));
  result.Set("size", BigInt(env, inode.size));
  result.Set("mtimeSec", SignedBigInt(env, inode.mtime_sec));
  result.Set("mtimeNsec", Number(env, inode.mtime_nsec));
  result.Set("ctimeSec", SignedBigInt(env, inode.ctime_sec));
  result.Set("ctimeNsec", Number(env, inode.ctime_nsec));
  result.Set("variableData", Reference(env, inode.variable_data));
  result.Set("xattrs", Reference(env, inode.xattrs));
  result.Set("digest", Reference(env, inode.digest));
  return result;
}

Napi::Value DescriptorDirents(const Napi::CallbackInfo& info) {
  const Image image(info, 2);
  cfs_inode inode;
  Napi::Value failure;
  if (!ReadInode(info, image, &inode, &failure)) return failure;

  const Napi::Env env = info.Env();
  DirCursor cursor(image.get());
  cfs_dirents dirents;
  if (cfs_read_dirents(&cursor.table, inode.variable_data, &dirents) != 0) return Broken(env, cursor.table.rule);
  Napi::Object result = Napi::Object::New(env);
  Napi::Array list = Napi::Array::New(env);
  cfs_dirent dirent;
  for (uint32_t index = 0; index < dirents.count; index++) {
    if (cfs_iterate_dirent(&cursor, &dirents, index, &dirent) != 0) {
      result.Set("broken", Napi::String::New(env, cursor.table.rule));
      break;
    }
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("inode", Number(env, dirent.ino));
    entry.Set("type", Number(env, dirent.d_type));
    entry.Set("name", BufferOf(env, dirent.name, dirent.name_len));
    list.Set(index, entry);
  }
  result.Set("dirents", list);
  return result;
}

Napi::Value DescriptorLookup(const Napi::CallbackInfo& info) {
  const Image image(info, 3);
  const Bytes name = ToBytes(info[2], "name");
  if (name.empty() || name.size() > CFS_NAME_MAX)
    throw Napi::RangeError::New(info.Env(), "name: expected 1 to 255 bytes");
  cfs_inode inode;
  Napi::Value failure;
  if (!ReadInode(info, image, &inode, &failure)) return failure;

  const Napi::Env env = info.Env();
  DirCursor cursor(image.get());
  cfs_dirents dirents;
  if (cfs_read_dirents(&cursor.table, inode.variable_data, &dirents) != 0) return Broken(env, cursor.table.rule);
  cfs_found found;
  const int outcome = cfs_lookup_dirent(&cursor, &dirents, reinterpret_cast<const char*>(name.data()),
                                        static_cast<uint32_t>(name.size()), &found);
  if (outcome < 0) return Broken(env, cursor.table.rule);
  if (outcome == 0) return env.Null();
  Napi::Object result = Napi::Object::New(env);
  result.Set("index", Number(env, found.index));
  result.Set("inode", Number(env, found.ino));
  result.Set("type", Number(env, found.d_type));
  return result;
}

Napi::Value DescriptorXattrs(const Napi::CallbackInfo& info) {
  const Image image(info, 2);
  cfs_inode inode;
  Napi::Value failure;
  if (!ReadInode(info, image, &inode, &failure)) return failure;

  const Napi::Env env = info.Env();
  Cursor cursor(image.get());
  cfs_xattrs xattrs;
  if (cfs_read_xattrs(&cursor, inode.xattrs, &xattrs) != 0) return Broken(env, cursor.rule);
  Napi::Object result = Napi::Object::New(env);
  Napi::Array list = Napi::Array::New(env);
  for (uint32_t index = 0;; index++) {
    const int outcome = cfs_next_xattr(&cursor, &xattrs);
    if (outcome == 0) break;
    Bytes value(outcome < 0 ? 0 : xattrs.value_len);
    if (outcome < 0 || cfs_read_vdata(&cursor, xattrs.value_off, value.data(), xattrs.value_len) != 0) {
      result.Set("broken", Napi::String::New(env, cursor.rule));
      break;
    }
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("key", BufferOf(env, xattrs.key, xattrs.key_len));
    entry.Set("value", BufferOf(env, value.data(), value.size()));
    list.Set(index, entry);
  }
  result.Set("xattrs", list);
  return result;
}

Napi::Value DescriptorText(const Napi::CallbackInfo& info) {
  const Image image(info, 2);
  cfs_inode inode;
  Napi::Value failure;
  if (!ReadInode(info, image, &inode, &failure)) return failure;

  const Napi::Env env = info.Env();
  const bool is_link = S_ISLNK(inode.mode);
  if ((!is_link && !S_ISREG(inode.mode)) || inode.variable_data.len == 0) return env.Null();
  Cursor cursor(image.get());
  char text[CFS_PATH_MAX + 1];
  const int error = is_link ? cfs_read_target(&cursor, inode.variable_data, text)
                            : cfs_read_backing_path(&cursor, inode.variable_data, text);
  return error == 0 ? BufferOf(env, text, inode.variable_data.len) : Broken(env, cursor.rule);
}

Napi::Value DescriptorDigest(const Napi::CallbackInfo& info) {
  const Image image(info, 2);
  cfs_inode inode;
  Napi::Value failure;
  if (!ReadInode(info, image, &inode, &failure)) return failure;

  const Napi::Env env = info.Env();
  if (inode.digest.len == 0) return env.Null();
  Cursor cursor(image.get());
  uint8_t digest[CFS_DIGEST_SIZE];
  if (cfs_read_digest(&cursor, inode.digest, digest) != 0) return Broken(env, cursor.rule);
  return BufferOf(env, digest, sizeof(digest));
}

}  // namespace cfsbench
