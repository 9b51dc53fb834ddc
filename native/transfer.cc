// SPDX-License-Identifier: MIT
// Bytes from one place to another: pread(2), preadv2(2), pwrite(2), splice(2), sendfile(2), copy_file_range(2), and the
// clones FICLONE and FICLONERANGE.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "arguments.h"
#include "buffer.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// Where a call reads or writes: an offset of ours, or the file's own position where JavaScript says null.
class Offset {
 public:
  Offset(Napi::Value value, const char* name) : own_(value.IsNull()), offset_(own_ ? 0 : ToInt64(value, name)) {}
  int64_t* operand() { return own_ ? nullptr : &offset_; }

 private:
  bool own_;
  int64_t offset_;
};

std::vector<size_t> Lengths(Napi::Value value) {
  if (!value.IsArray()) throw Napi::TypeError::New(value.Env(), "Expected lengths to be an array of numbers");
  const Napi::Array array = value.As<Napi::Array>();
  if (array.Length() > IOV_MAX)
    throw Napi::RangeError::New(value.Env(), "Expected at most " + std::to_string(IOV_MAX) + " lengths, got " +
                                                 std::to_string(array.Length()));

  std::vector<size_t> lengths;
  for (uint32_t index = 0; index < array.Length(); index++) lengths.push_back(ToLength(array.Get(index), "length"));
  return lengths;
}

}  // namespace

// pread(2).
Napi::Value Pread(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  Buffer bytes(info.Env(), ToLength(info[1], "length"));
  const int64_t offset = ToInt64(info[2], "offset");

  const ssize_t length = ::pread(fd, bytes.data(), bytes.size(), offset);
  if (length < 0) throw SyscallError(info.Env(), errno, "pread");
  return bytes.ToValue(static_cast<size_t>(length));
}

// preadv2(2).
Napi::Value Preadv2(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const std::vector<size_t> lengths = Lengths(info[1]);
  const int64_t offset = ToInt64(info[2], "offset");
  const int flags = ToInt32(info[3], "flags");

  std::vector<Buffer> buffers;
  std::vector<iovec> vectors;
  for (const size_t length : lengths) {
    Buffer& buffer = buffers.emplace_back(info.Env(), length);
    vectors.push_back({buffer.data(), buffer.size()});
  }
  ssize_t left = ::preadv2(fd, vectors.data(), static_cast<int>(vectors.size()), offset, flags);
  if (left < 0) throw SyscallError(info.Env(), errno, "preadv2");

  // One Buffer for each that the kernel wrote to, the last one cut where it stopped.
  Napi::Array result = Napi::Array::New(info.Env());
  for (uint32_t index = 0; left > 0; index++) {
    const size_t filled = std::min(static_cast<size_t>(left), buffers[index].size());
    result.Set(index, buffers[index].ToValue(filled));
    left -= static_cast<ssize_t>(filled);
  }
  return result;
}

// pwrite(2).
Napi::Value Pwrite(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const Bytes bytes = ToBytes(info[1], "bytes");
  const int64_t offset = ToInt64(info[2], "offset");

  const ssize_t length = ::pwrite(fd, bytes.data(), bytes.size(), offset);
  if (length < 0) throw SyscallError(info.Env(), errno, "pwrite");
  return Number(info.Env(), static_cast<double>(length));
}

// splice(2).
Napi::Value Splice(const Napi::CallbackInfo& info) {
  const Napi::Object options = ToObject(info[0], "options");
  const int from = ToDescriptor(options.Get("from"), "options.from");
  Offset from_offset(options.Get("fromOffset"), "options.fromOffset");
  const int to = ToDescriptor(options.Get("to"), "options.to");
  Offset to_offset(options.Get("toOffset"), "options.toOffset");
  const size_t length = ToLength(options.Get("length"), "options.length");
  const uint32_t flags = ToUint32(options.Get("flags"), "options.flags");

  const ssize_t moved = ::splice(from, from_offset.operand(), to, to_offset.operand(), length, flags);
  if (moved < 0) throw SyscallError(info.Env(), errno, "splice");
  return Number(info.Env(), static_cast<double>(moved));
}

// sendfile(2).
Napi::Value Sendfile(const Napi::CallbackInfo& info) {
  const int to = ToDescriptor(info[0], "to");
  const int from = ToDescriptor(info[1], "from");
  Offset from_offset(info[2], "fromOffset");
  const size_t length = ToLength(info[3], "length");

  const ssize_t sent = ::sendfile(to, from, from_offset.operand(), length);
  if (sent < 0) throw SyscallError(info.Env(), errno, "sendfile");
  return Number(info.Env(), static_cast<double>(sent));
}

// copy_file_range(2).
Napi::Value CopyFileRange(const Napi::CallbackInfo& info) {
  const Napi::Object options = ToObject(info[0], "options");
  const int from = ToDescriptor(options.Get("from"), "options.from");
  Offset from_offset(options.Get("fromOffset"), "options.fromOffset");
  const int to = ToDescriptor(options.Get("to"), "options.to");
  Offset to_offset(options.Get("toOffset"), "options.toOffset");
  const size_t length = ToLength(options.Get("length"), "options.length");
  const uint32_t flags = ToUint32(options.Get("flags"), "options.flags");

  const ssize_t copied = ::copy_file_range(from, from_offset.operand(), to, to_offset.operand(), length, flags);
  if (copied < 0) throw SyscallError(info.Env(), errno, "copy_file_range");
  return Number(info.Env(), static_cast<double>(copied));
}

// ioctl(2) FICLONE.
Napi::Value Ficlone(const Napi::CallbackInfo& info) {
  const int to = ToDescriptor(info[0], "to");
  const int from = ToDescriptor(info[1], "from");

  if (::ioctl(to, FICLONE, from) < 0) throw SyscallError(info.Env(), errno, "ioctl(FICLONE)");
  return info.Env().Undefined();
}

// ioctl(2) FICLONERANGE.
Napi::Value FicloneRange(const Napi::CallbackInfo& info) {
  const int to = ToDescriptor(info[0], "to");
  const Napi::Object options = ToObject(info[1], "options");
  file_clone_range range = {};
  range.src_fd = ToDescriptor(options.Get("from"), "options.from");
  range.src_offset = ToUint64(options.Get("fromOffset"), "options.fromOffset");
  range.src_length = ToUint64(options.Get("length"), "options.length");
  range.dest_offset = ToUint64(options.Get("toOffset"), "options.toOffset");

  if (::ioctl(to, FICLONERANGE, &range) < 0) throw SyscallError(info.Env(), errno, "ioctl(FICLONERANGE)");
  return info.Env().Undefined();
}

}  // namespace cfsbench
