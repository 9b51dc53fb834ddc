// SPDX-License-Identifier: MIT
// The page cache, hinted at and written back: posix_fadvise(2), readahead(2), syncfs(2). What it holds is asked of a mapping
// (mapping.cc).
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// posix_fadvise(2).
Napi::Value Fadvise(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int64_t offset = ToInt64(info[1], "offset");
  const int64_t length = ToInt64(info[2], "length");
  const int advice = ToInt32(info[3], "advice");

  // It returns the error and leaves errno alone.
  const int error = ::posix_fadvise(fd, offset, length, advice);
  if (error != 0) throw SyscallError(info.Env(), error, "posix_fadvise");
  return info.Env().Undefined();
}

// readahead(2).
Napi::Value Readahead(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int64_t offset = ToInt64(info[1], "offset");
  const uint64_t length = ToUint64(info[2], "length");

  if (::readahead(fd, offset, length) < 0) throw SyscallError(info.Env(), errno, "readahead");
  return info.Env().Undefined();
}

// syncfs(2).
Napi::Value Syncfs(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");

  if (::syncfs(fd) < 0) throw SyscallError(info.Env(), errno, "syncfs");
  return info.Env().Undefined();
}

}  // namespace cfsbench
