// SPDX-License-Identifier: MIT
#include "syscall_error.h"

#include "errno_table.h"

namespace cfsbench {

std::string ErrnoName(int error) {
  const ErrnoEntry* entry = FindErrno(error);
  return entry != nullptr ? entry->name : "Unknown system error " + std::to_string(error);
}

Napi::Error SyscallError(Napi::Env env, int error, const char* syscall, const std::string& path,
                         const std::string& dest) {
  const ErrnoEntry* entry = FindErrno(error);
  const std::string name = ErrnoName(error);

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

}  // namespace cfsbench
