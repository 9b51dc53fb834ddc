// SPDX-License-Identifier: MIT
// Opening and closing: openat(2), openat2(2), close(2).
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
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

}  // namespace cfsbench
