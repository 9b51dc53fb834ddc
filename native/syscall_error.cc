// SPDX-License-Identifier: MIT
#include "syscall_error.h"

#include "arguments.h"
#include "calls.h"
#include "errno_table.h"

namespace cfsbench {
namespace {

std::string Name(const ErrnoEntry* entry, int error) {
  return entry != nullptr ? entry->name : "Unknown system error " + std::to_string(error);
}

}  // namespace

Napi::Error SyscallError(Napi::Env env, int error, const char* syscall, const std::string& path,
                         const std::string& dest) {
  const ErrnoEntry* entry = FindErrno(error);
  const std::string name = Name(entry, error);

  std::string message = name + ": " + (entry != nullptr ? entry->message : "no such errno") + ", " + syscall;
  if (!path.empty()) message += " '" + path + "'";
  if (!dest.empty()) message += " -> '" + dest + "'";

  Napi::Error result = Napi::Error::New(env, message);
  Napi::Object object = result.Value();
  object.Set("errno", -error);
  object.Set("code", name);
  object.Set("syscall", syscall);
  if (!path.empty()) object.Set("path", path);
  if (!dest.empty()) object.Set("dest", dest);
  return result;
}

// The name of an errno, for one that came by another way than a failed call, such as a line of the kernel log.
Napi::Value ErrnoName(const Napi::CallbackInfo& info) {
  const int error = ToInt32(info[0], "error");

  return Napi::String::New(info.Env(), Name(FindErrno(error), error));
}

}  // namespace cfsbench
