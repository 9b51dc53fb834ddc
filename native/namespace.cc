// SPDX-License-Identifier: MIT
// Namespaces of the calling thread: unshare(2), setns(2).
#include <errno.h>
#include <sched.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// unshare(2).
Napi::Value Unshare(const Napi::CallbackInfo& info) {
  const int32_t flags = ToInt32(info[0], "flags");

  if (::unshare(flags) < 0) throw SyscallError(info.Env(), errno, "unshare");
  return info.Env().Undefined();
}

// setns(2).
Napi::Value Setns(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int32_t types = ToInt32(info[1], "types");

  if (::setns(fd, types) < 0) throw SyscallError(info.Env(), errno, "setns");
  return info.Env().Undefined();
}

}  // namespace cfsbench
