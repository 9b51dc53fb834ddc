// SPDX-License-Identifier: MIT
// Credentials of the calling thread alone. glibc's wrappers would change every thread of the process, and Node's
// process.setuid() with them, so these are the bare system calls. capget(2) and capset(2) are always of one thread.
#include <errno.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

uint64_t Join(const __user_cap_data_struct (&data)[2], uint32_t __user_cap_data_struct::*set) {
  return data[0].*set | static_cast<uint64_t>(data[1].*set) << 32;
}

void Split(uint64_t capabilities, __user_cap_data_struct (&data)[2], uint32_t __user_cap_data_struct::*set) {
  data[0].*set = static_cast<uint32_t>(capabilities);
  data[1].*set = static_cast<uint32_t>(capabilities >> 32);
}

}  // namespace

// setresuid(2) of this thread.
Napi::Value Setresuid(const Napi::CallbackInfo& info) {
  const uint32_t real = ToUint32(info[0], "real");
  const uint32_t effective = ToUint32(info[1], "effective");
  const uint32_t saved = ToUint32(info[2], "saved");

  if (::syscall(SYS_setresuid, real, effective, saved) < 0) throw SyscallError(info.Env(), errno, "setresuid");
  return info.Env().Undefined();
}

// setresgid(2) of this thread.
Napi::Value Setresgid(const Napi::CallbackInfo& info) {
  const uint32_t real = ToUint32(info[0], "real");
  const uint32_t effective = ToUint32(info[1], "effective");
  const uint32_t saved = ToUint32(info[2], "saved");

  if (::syscall(SYS_setresgid, real, effective, saved) < 0) throw SyscallError(info.Env(), errno, "setresgid");
  return info.Env().Undefined();
}

// setgroups(2) of this thread.
Napi::Value Setgroups(const Napi::CallbackInfo& info) {
  if (!info[0].IsArray()) throw Napi::TypeError::New(info.Env(), "Expected groups to be an array of numbers");
  const Napi::Array wanted = info[0].As<Napi::Array>();
  std::vector<uint32_t> groups;
  for (uint32_t index = 0; index < wanted.Length(); index++) groups.push_back(ToUint32(wanted.Get(index), "group"));

  if (::syscall(SYS_setgroups, groups.size(), groups.data()) < 0)
    throw SyscallError(info.Env(), errno, "setgroups");
  return info.Env().Undefined();
}

// setfsuid(2): it has no errors, and gives the previous value whether it worked or not.
Napi::Value Setfsuid(const Napi::CallbackInfo& info) {
  const uint32_t uid = ToUint32(info[0], "uid");

  const auto previous = static_cast<uint32_t>(::setfsuid(uid));
  return Number(info.Env(), previous);
}

// setfsgid(2): as setfsuid(2).
Napi::Value Setfsgid(const Napi::CallbackInfo& info) {
  const uint32_t gid = ToUint32(info[0], "gid");

  const auto previous = static_cast<uint32_t>(::setfsgid(gid));
  return Number(info.Env(), previous);
}

// capget(2) of this thread.
Napi::Value Capget(const Napi::CallbackInfo& info) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (::syscall(SYS_capget, &header, data) < 0) throw SyscallError(info.Env(), errno, "capget");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("effective", BigInt(info.Env(), Join(data, &__user_cap_data_struct::effective)));
  result.Set("permitted", BigInt(info.Env(), Join(data, &__user_cap_data_struct::permitted)));
  result.Set("inheritable", BigInt(info.Env(), Join(data, &__user_cap_data_struct::inheritable)));
  return result;
}

// capset(2) of this thread.
Napi::Value Capset(const Napi::CallbackInfo& info) {
  const Napi::Object sets = ToObject(info[0], "sets");
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  Split(ToUint64(sets.Get("effective"), "sets.effective"), data, &__user_cap_data_struct::effective);
  Split(ToUint64(sets.Get("permitted"), "sets.permitted"), data, &__user_cap_data_struct::permitted);
  Split(ToUint64(sets.Get("inheritable"), "sets.inheritable"), data, &__user_cap_data_struct::inheritable);

  if (::syscall(SYS_capset, &header, data) < 0) throw SyscallError(info.Env(), errno, "capset");
  return info.Env().Undefined();
}

}  // namespace cfsbench
