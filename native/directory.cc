// SPDX-License-Identifier: MIT
// Reading directories and symbolic links: getdents64(2), readlinkat(2).
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "arguments.h"
#include "buffer.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// struct linux_dirent64, which no header of user space has: d_ino, d_off, d_reclen, d_type, d_name.
constexpr size_t kOffOffset = 8;
constexpr size_t kReclenOffset = 16;
constexpr size_t kTypeOffset = 18;
constexpr size_t kNameOffset = 19;

template <typename Field>
Field Load(const uint8_t* memory) {
  Field field;
  std::memcpy(&field, memory, sizeof field);
  return field;
}

Napi::Object Dirent(Napi::Env env, const uint8_t* record) {
  const char* name = reinterpret_cast<const char*>(record + kNameOffset);
  Napi::Object result = Napi::Object::New(env);
  result.Set("ino", BigInt(env, Load<uint64_t>(record)));
  result.Set("off", SignedBigInt(env, Load<int64_t>(record + kOffOffset)));
  result.Set("type", static_cast<uint32_t>(record[kTypeOffset]));
  result.Set("name", BufferOf(env, name, ::strlen(name)));
  return result;
}

}  // namespace

// getdents64(2): the entries of one call, none at the end of the directory.
Napi::Value Getdents64(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  Buffer records(info.Env(), ToLength(info[1], "length"));

  const long length = ::syscall(SYS_getdents64, fd, records.data(), records.size());
  if (length < 0) throw SyscallError(info.Env(), errno, "getdents64");

  Napi::Array entries = Napi::Array::New(info.Env());
  uint32_t count = 0;
  for (const uint8_t* record = records.data(); record < records.data() + length;
       record += Load<uint16_t>(record + kReclenOffset))
    entries.Set(count++, Dirent(info.Env(), record));
  return entries;
}

// readlinkat(2): the target, cut at `length` bytes as the system call does.
Napi::Value Readlinkat(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  Buffer target(info.Env(), ToLength(info[2], "length"));

  const ssize_t length = ::readlinkat(directory, path.c_str(), target.chars(), target.size());
  if (length < 0) throw SyscallError(info.Env(), errno, "readlinkat", path);
  return target.ToValue(static_cast<size_t>(length));
}

}  // namespace cfsbench
