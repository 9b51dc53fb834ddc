// SPDX-License-Identifier: MIT
// Descriptors: openat(2), openat2(2), close(2), pipe2(2), fcntl(2), flock(2), lseek(2).
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// openat(2).
Napi::Value Openat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const int flags = ToInt32(info[2], "flags");
  const uint32_t mode = ToUint32(info[3], "mode");

  const int fd = ::openat(directory, path.c_str(), flags, mode);
  if (fd < 0) throw SyscallError(info.Env(), errno, "openat", path);
  return Number(info.Env(), fd);
}

// openat2(2).
Napi::Value Openat2(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const Napi::Object how = ToObject(info[2], "how");
  open_how wanted = {};
  wanted.flags = ToUint64(how.Get("flags"), "how.flags");
  wanted.mode = ToUint64(how.Get("mode"), "how.mode");
  wanted.resolve = ToUint64(how.Get("resolve"), "how.resolve");

  const long fd = ::syscall(SYS_openat2, directory, path.c_str(), &wanted, sizeof wanted);
  if (fd < 0) throw SyscallError(info.Env(), errno, "openat2", path);
  return Number(info.Env(), fd);
}

// close(2). After EINTR the descriptor is gone too: never close it again.
Napi::Value Close(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");

  if (::close(fd) < 0) throw SyscallError(info.Env(), errno, "close");
  return info.Env().Undefined();
}

// pipe2(2).
Napi::Value Pipe2(const Napi::CallbackInfo& info) {
  const int flags = ToInt32(info[0], "flags");

  int ends[2];
  if (::pipe2(ends, flags) < 0) throw SyscallError(info.Env(), errno, "pipe2");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("read", ends[0]);
  result.Set("write", ends[1]);
  return result;
}

// fcntl(2), the commands whose argument is an int (or none).
Napi::Value Fcntl(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int command = ToInt32(info[1], "command");
  const int argument = ToInt32(info[2], "argument");

  const int result = ::fcntl(fd, command, argument);
  if (result < 0) throw SyscallError(info.Env(), errno, "fcntl");
  return Number(info.Env(), result);
}

// flock(2).
Napi::Value Flock(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int operation = ToInt32(info[1], "operation");

  if (::flock(fd, operation) < 0) throw SyscallError(info.Env(), errno, "flock");
  return info.Env().Undefined();
}

// lseek(2).
Napi::Value Lseek(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int64_t offset = ToInt64(info[1], "offset");
  const int whence = ToInt32(info[2], "whence");

  const off_t position = ::lseek(fd, offset, whence);
  if (position < 0) throw SyscallError(info.Env(), errno, "lseek");
  return SignedBigInt(info.Env(), position);
}

}  // namespace cfsbench
