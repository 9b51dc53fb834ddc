// SPDX-License-Identifier: MIT
// Watching: inotify_init1(2), inotify_add_watch(2), inotify_rm_watch(2), fanotify_init(2), fanotify_mark(2). Events are
// read from the descriptor as from any other.
#include <errno.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// inotify_init1(2).
Napi::Value InotifyInit1(const Napi::CallbackInfo& info) {
  const int flags = ToInt32(info[0], "flags");

  const int fd = ::inotify_init1(flags);
  if (fd < 0) throw SyscallError(info.Env(), errno, "inotify_init1");
  return Number(info.Env(), fd);
}

// inotify_add_watch(2).
Napi::Value InotifyAddWatch(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const std::string path = ToString(info[1], "path");
  const uint32_t mask = ToUint32(info[2], "mask");

  const int watch = ::inotify_add_watch(fd, path.c_str(), mask);
  if (watch < 0) throw SyscallError(info.Env(), errno, "inotify_add_watch", path);
  return Number(info.Env(), watch);
}

// inotify_rm_watch(2).
Napi::Value InotifyRmWatch(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int watch = ToInt32(info[1], "watch");

  if (::inotify_rm_watch(fd, watch) < 0) throw SyscallError(info.Env(), errno, "inotify_rm_watch");
  return info.Env().Undefined();
}

// fanotify_init(2).
Napi::Value FanotifyInit(const Napi::CallbackInfo& info) {
  const uint32_t flags = ToUint32(info[0], "flags");
  const uint32_t event_flags = ToUint32(info[1], "eventFlags");

  const int fd = ::fanotify_init(flags, event_flags);
  if (fd < 0) throw SyscallError(info.Env(), errno, "fanotify_init");
  return Number(info.Env(), fd);
}

// fanotify_mark(2); without a path it is the directory itself that is marked.
Napi::Value FanotifyMark(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const uint32_t flags = ToUint32(info[1], "flags");
  const uint64_t mask = ToUint64(info[2], "mask");
  const int directory = ToDescriptor(info[3], "directory");
  const std::optional<std::string> path = ToOptionalString(info[4], "path");

  if (::fanotify_mark(fd, flags, mask, directory, path ? path->c_str() : nullptr) < 0)
    throw SyscallError(info.Env(), errno, "fanotify_mark", path.value_or(""));
  return info.Env().Undefined();
}

}  // namespace cfsbench
