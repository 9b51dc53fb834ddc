// SPDX-License-Identifier: MIT
// Record locks: fcntl(2) with struct flock, of a process (F_SETLK) or of an open file description (F_OFD_SETLK).
#include <errno.h>
#include <fcntl.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// fcntl(2), the commands whose argument is a struct flock; what the kernel left of it comes out.
Napi::Value FcntlLock(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int command = ToInt32(info[1], "command");
  const Napi::Object wanted = ToObject(info[2], "lock");
  struct flock lock = {};
  lock.l_type = static_cast<short>(ToInt32(wanted.Get("type"), "lock.type"));
  lock.l_whence = static_cast<short>(ToInt32(wanted.Get("whence"), "lock.whence"));
  lock.l_start = ToInt64(wanted.Get("start"), "lock.start");
  lock.l_len = ToInt64(wanted.Get("length"), "lock.length");
  // The kernel would take the argument of any other command for an address or a number.
  if (command < F_GETLK || (command > F_SETLKW && (command < F_OFD_GETLK || command > F_OFD_SETLKW)))
    throw Napi::RangeError::New(info.Env(), "Expected command to be one of F_GETLK, F_SETLK, F_SETLKW and F_OFD_*, got " +
                                                std::to_string(command));

  if (::fcntl(fd, command, &lock) < 0) throw SyscallError(info.Env(), errno, "fcntl");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("type", lock.l_type);
  result.Set("whence", lock.l_whence);
  result.Set("start", SignedBigInt(info.Env(), lock.l_start));
  result.Set("length", SignedBigInt(info.Env(), lock.l_len));
  result.Set("pid", lock.l_pid);
  return result;
}

}  // namespace cfsbench
