// SPDX-License-Identifier: MIT
// Kernel modules: finit_module(2), delete_module(2).
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// finit_module(2).
Napi::Value FinitModule(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const std::string parameters = ToString(info[1], "parameters");
  const int flags = ToInt32(info[2], "flags");

  if (::syscall(SYS_finit_module, fd, parameters.c_str(), flags) < 0)
    throw SyscallError(info.Env(), errno, "finit_module");
  return info.Env().Undefined();
}

// delete_module(2); `path` in errors is the module's name.
Napi::Value DeleteModule(const Napi::CallbackInfo& info) {
  const std::string name = ToString(info[0], "name");
  const uint32_t flags = ToUint32(info[1], "flags");

  if (::syscall(SYS_delete_module, name.c_str(), flags) < 0)
    throw SyscallError(info.Env(), errno, "delete_module", name);
  return info.Env().Undefined();
}

}  // namespace cfsbench
