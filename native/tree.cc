// SPDX-License-Identifier: MIT
// Building and changing trees, by raw names: what makes, names, removes and changes files, so that each can be shown to
// fail on a read-only filesystem, and trees of any bytes can be made to start from.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

timespec ToTimespec(Napi::Value value, const char* name) {
  const Napi::Object time = ToObject(value, name);
  timespec result = {};
  result.tv_sec = ToInt64(time.Get("sec"), "sec");
  result.tv_nsec = ToInt32(time.Get("nsec"), "nsec");
  return result;
}

}  // namespace

// mkdirat(2).
Napi::Value Mkdirat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t mode = ToUint32(info[2], "mode");

  if (::mkdirat(directory, path.c_str(), mode) < 0) throw SyscallError(info.Env(), errno, "mkdirat", path);
  return info.Env().Undefined();
}

// mknodat(2).
Napi::Value Mknodat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t mode = ToUint32(info[2], "mode");
  const uint32_t major = ToUint32(info[3], "major");
  const uint32_t minor = ToUint32(info[4], "minor");

  if (::mknodat(directory, path.c_str(), mode, makedev(major, minor)) < 0)
    throw SyscallError(info.Env(), errno, "mknodat", path);
  return info.Env().Undefined();
}

// symlinkat(2).
Napi::Value Symlinkat(const Napi::CallbackInfo& info) {
  const std::string target = ToString(info[0], "target");
  const int directory = ToDescriptor(info[1], "directory");
  const std::string path = ToString(info[2], "path");

  if (::symlinkat(target.c_str(), directory, path.c_str()) < 0)
    throw SyscallError(info.Env(), errno, "symlinkat", target, path);
  return info.Env().Undefined();
}

// linkat(2).
Napi::Value Linkat(const Napi::CallbackInfo& info) {
  const int from = ToDescriptor(info[0], "fromDirectory");
  const std::string from_path = ToString(info[1], "fromPath");
  const int to = ToDescriptor(info[2], "toDirectory");
  const std::string to_path = ToString(info[3], "toPath");
  const int flags = ToInt32(info[4], "flags");

  if (::linkat(from, from_path.c_str(), to, to_path.c_str(), flags) < 0)
    throw SyscallError(info.Env(), errno, "linkat", from_path, to_path);
  return info.Env().Undefined();
}

// unlinkat(2).
Napi::Value Unlinkat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const int flags = ToInt32(info[2], "flags");

  if (::unlinkat(directory, path.c_str(), flags) < 0) throw SyscallError(info.Env(), errno, "unlinkat", path);
  return info.Env().Undefined();
}

// renameat2(2).
Napi::Value Renameat2(const Napi::CallbackInfo& info) {
  const int from = ToDescriptor(info[0], "fromDirectory");
  const std::string from_path = ToString(info[1], "fromPath");
  const int to = ToDescriptor(info[2], "toDirectory");
  const std::string to_path = ToString(info[3], "toPath");
  const uint32_t flags = ToUint32(info[4], "flags");

  if (::renameat2(from, from_path.c_str(), to, to_path.c_str(), flags) < 0)
    throw SyscallError(info.Env(), errno, "renameat2", from_path, to_path);
  return info.Env().Undefined();
}

// fchownat(2).
Napi::Value Fchownat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t uid = ToUint32(info[2], "uid");
  const uint32_t gid = ToUint32(info[3], "gid");
  const int flags = ToInt32(info[4], "flags");

  if (::fchownat(directory, path.c_str(), uid, gid, flags) < 0)
    throw SyscallError(info.Env(), errno, "fchownat", path);
  return info.Env().Undefined();
}

// fchmodat(2): the system call, which has no flags and follows symlinks.
Napi::Value Fchmodat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t mode = ToUint32(info[2], "mode");

  if (::syscall(SYS_fchmodat, directory, path.c_str(), mode) < 0)
    throw SyscallError(info.Env(), errno, "fchmodat", path);
  return info.Env().Undefined();
}

// utimensat(2).
Napi::Value Utimensat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const timespec times[2] = {ToTimespec(info[2], "atime"), ToTimespec(info[3], "mtime")};
  const int flags = ToInt32(info[4], "flags");

  if (::utimensat(directory, path.c_str(), times, flags) < 0)
    throw SyscallError(info.Env(), errno, "utimensat", path);
  return info.Env().Undefined();
}

// truncate(2).
Napi::Value Truncate(const Napi::CallbackInfo& info) {
  const std::string path = ToString(info[0], "path");
  const int64_t length = ToInt64(info[1], "length");

  if (::truncate(path.c_str(), length) < 0) throw SyscallError(info.Env(), errno, "truncate", path);
  return info.Env().Undefined();
}

// fallocate(2).
Napi::Value Fallocate(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const int mode = ToInt32(info[1], "mode");
  const int64_t offset = ToInt64(info[2], "offset");
  const int64_t length = ToInt64(info[3], "length");

  if (::fallocate(fd, mode, offset, length) < 0) throw SyscallError(info.Env(), errno, "fallocate");
  return info.Env().Undefined();
}

// faccessat2(2).
Napi::Value Faccessat2(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const int mode = ToInt32(info[2], "mode");
  const int flags = ToInt32(info[3], "flags");

  if (::syscall(SYS_faccessat2, directory, path.c_str(), mode, flags) < 0)
    throw SyscallError(info.Env(), errno, "faccessat2", path);
  return info.Env().Undefined();
}

}  // namespace cfsbench
