// SPDX-License-Identifier: MIT
// The other loops of the bench, over paths that were prepared: see workload_walk.cc for why they are loops.
#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"
#include "workload.h"

namespace cfsbench {
// statx(2) of each path, links not followed. `absent`: each must be ENOENT, and otherwise none.
Napi::Value StatPaths(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const Paths paths(info[1]);
  const bool absent = info[2].ToBoolean();

  const uint64_t start = ThreadTime();
  const double count = paths.ForEach([&](const char* path) {
    struct statx status;
    const int result = ::statx(directory, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &status);
    if (absent ? result < 0 && errno == ENOENT : result == 0) return;
    throw SyscallError(info.Env(), result < 0 ? errno : EEXIST, "statx", path);
  });
  return Measured(info.Env(), ThreadTime() - start, count);
}

// openat(2), one read(2) and close(2) of each path. `count` is that of the bytes read.
Napi::Value ReadPaths(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const Paths paths(info[1]);
  Bytes content(ToLength(info[2], "length"));

  double bytes = 0;
  const uint64_t start = ThreadTime();
  paths.ForEach([&](const char* path) {
    const OwnDescriptor file(::openat(directory, path, O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) throw SyscallError(info.Env(), errno, "openat", path);
    const ssize_t length = ::read(file.get(), content.data(), content.size());
    if (length < 0) throw SyscallError(info.Env(), errno, "read", path);
    bytes += static_cast<double>(length);
  });
  return Measured(info.Env(), ThreadTime() - start, bytes);
}

// stat(2) of one path, links followed, again and again.
Napi::Value StatRepeatedly(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t times = ToUint32(info[2], "times");

  struct stat status;
  const uint64_t start = ThreadTime();
  for (uint32_t done = 0; done < times; done++)
    if (::fstatat(directory, path.c_str(), &status, 0) < 0) throw SyscallError(info.Env(), errno, "fstatat", path);
  return Measured(info.Env(), ThreadTime() - start, times);
}

// mount(2), once.
Napi::Value MeasureMount(const Napi::CallbackInfo& info) {
  const std::string source = ToString(info[0], "source");
  const std::string target = ToString(info[1], "target");
  const std::string type = ToString(info[2], "type");
  const uint32_t flags = ToUint32(info[3], "flags");
  const std::string data = ToString(info[4], "data");

  const uint64_t start = ThreadTime();
  if (::mount(source.c_str(), target.c_str(), type.c_str(), flags, data.c_str()) < 0)
    throw SyscallError(info.Env(), errno, "mount", source, target);
  return Measured(info.Env(), ThreadTime() - start, 1);
}

// umount2(2), once. The last unmount takes the file system down on its way back to user space, so that is counted.
Napi::Value MeasureUmount(const Napi::CallbackInfo& info) {
  const std::string target = ToString(info[0], "target");

  const uint64_t start = ThreadTime();
  if (::umount2(target.c_str(), UMOUNT_NOFOLLOW) < 0) throw SyscallError(info.Env(), errno, "umount2", target);
  return Measured(info.Env(), ThreadTime() - start, 1);
}

}  // namespace cfsbench
