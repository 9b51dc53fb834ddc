// SPDX-License-Identifier: MIT
// Extended attributes, each call in its form for a path, for a path without following its last symlink, and for a
// descriptor: {,l,f}getxattr(2), listxattr(2), setxattr(2), removexattr(2).
#include <errno.h>
#include <sys/xattr.h>

#include "arguments.h"
#include "buffer.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// What the three forms have in common: where the file is, and what errors call it.
struct Path {
  std::string name;
  static Path From(Napi::Value value) { return {ToString(value, "path")}; }
  const char* operand() const { return name.c_str(); }
};

struct Descriptor {
  int fd;
  std::string name;  // empty: a descriptor has none
  static Descriptor From(Napi::Value value) { return {ToDescriptor(value, "fd"), {}}; }
  int operand() const { return fd; }
};

// `call` is the system call and `syscall` its name; a length of 0 asks for the size that is needed, as a number.
template <typename File, typename Call>
Napi::Value Get(const Napi::CallbackInfo& info, const char* syscall, Call call) {
  const File file = File::From(info[0]);
  const std::string name = ToString(info[1], "name");
  Buffer value(info.Env(), ToLength(info[2], "length"));

  const ssize_t length = call(file.operand(), name.c_str(), value.data(), value.size());
  if (length < 0) throw SyscallError(info.Env(), errno, syscall, file.name);
  return value.size() == 0 ? Number(info.Env(), length) : value.ToValue(length);
}

template <typename File, typename Call>
Napi::Value List(const Napi::CallbackInfo& info, const char* syscall, Call call) {
  const File file = File::From(info[0]);
  Buffer names(info.Env(), ToLength(info[1], "length"));

  const ssize_t length = call(file.operand(), names.chars(), names.size());
  if (length < 0) throw SyscallError(info.Env(), errno, syscall, file.name);
  return names.size() == 0 ? Number(info.Env(), length) : names.ToValue(length);
}

template <typename File, typename Call>
Napi::Value Set(const Napi::CallbackInfo& info, const char* syscall, Call call) {
  const File file = File::From(info[0]);
  const std::string name = ToString(info[1], "name");
  const Bytes value = ToBytes(info[2], "value");
  const int flags = ToInt32(info[3], "flags");

  if (call(file.operand(), name.c_str(), value.data(), value.size(), flags) < 0)
    throw SyscallError(info.Env(), errno, syscall, file.name);
  return info.Env().Undefined();
}

template <typename File, typename Call>
Napi::Value Remove(const Napi::CallbackInfo& info, const char* syscall, Call call) {
  const File file = File::From(info[0]);
  const std::string name = ToString(info[1], "name");

  if (call(file.operand(), name.c_str()) < 0) throw SyscallError(info.Env(), errno, syscall, file.name);
  return info.Env().Undefined();
}

}  // namespace

Napi::Value Getxattr(const Napi::CallbackInfo& info) { return Get<Path>(info, "getxattr", ::getxattr); }
Napi::Value Lgetxattr(const Napi::CallbackInfo& info) { return Get<Path>(info, "lgetxattr", ::lgetxattr); }
Napi::Value Fgetxattr(const Napi::CallbackInfo& info) { return Get<Descriptor>(info, "fgetxattr", ::fgetxattr); }

Napi::Value Listxattr(const Napi::CallbackInfo& info) { return List<Path>(info, "listxattr", ::listxattr); }
Napi::Value Llistxattr(const Napi::CallbackInfo& info) { return List<Path>(info, "llistxattr", ::llistxattr); }
Napi::Value Flistxattr(const Napi::CallbackInfo& info) { return List<Descriptor>(info, "flistxattr", ::flistxattr); }

Napi::Value Setxattr(const Napi::CallbackInfo& info) { return Set<Path>(info, "setxattr", ::setxattr); }
Napi::Value Lsetxattr(const Napi::CallbackInfo& info) { return Set<Path>(info, "lsetxattr", ::lsetxattr); }
Napi::Value Fsetxattr(const Napi::CallbackInfo& info) { return Set<Descriptor>(info, "fsetxattr", ::fsetxattr); }

Napi::Value Removexattr(const Napi::CallbackInfo& info) { return Remove<Path>(info, "removexattr", ::removexattr); }
Napi::Value Lremovexattr(const Napi::CallbackInfo& info) { return Remove<Path>(info, "lremovexattr", ::lremovexattr); }
Napi::Value Fremovexattr(const Napi::CallbackInfo& info) {
  return Remove<Descriptor>(info, "fremovexattr", ::fremovexattr);
}

}  // namespace cfsbench
