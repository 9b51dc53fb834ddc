// SPDX-License-Identifier: MIT
// Namespaces of the calling thread: unshare(2), setns(2). And one of a process of its own, clone(2): a process with
// threads, as Node is, can't make a user namespace for itself.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

// clone(2) with CLONE_NEWUSER. The child is a copy of one thread of ours: whatever the others were doing, such as
// holding malloc's lock, stays so in it for ever. So it only asks to die with us, and sleeps until it is killed.
Napi::Value CloneUserNamespace(const Napi::CallbackInfo& info) {
  const long pid = ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) ::pause();
  }

  if (pid < 0) throw SyscallError(info.Env(), errno, "clone");
  return Number(info.Env(), static_cast<double>(pid));
}

// waitpid(2): the child's wait status.
Napi::Value Waitpid(const Napi::CallbackInfo& info) {
  const int pid = ToInt32(info[0], "pid");
  const int options = ToInt32(info[1], "options");

  int status = 0;
  const pid_t child = ::waitpid(pid, &status, options);
  if (child < 0) throw SyscallError(info.Env(), errno, "waitpid");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("pid", child);
  result.Set("status", status);
  return result;
}

}  // namespace cfsbench
