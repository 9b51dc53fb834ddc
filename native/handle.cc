// SPDX-License-Identifier: MIT
// File handles: name_to_handle_at(2), open_by_handle_at(2).
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// Since Linux 6.12: the mount ID is the unique one, of 64 bits.
constexpr int kAtHandleMntIdUnique = 0x001;

// struct file_handle with room for the bytes that follow it. More room than the kernel allows (MAX_HANDLE_SZ, 128) is
// its business to refuse.
class Handle {
 public:
  explicit Handle(size_t capacity) : words_((sizeof(file_handle) + capacity) / sizeof(uint64_t) + 1) {
    get()->handle_bytes = static_cast<unsigned int>(capacity);
  }
  file_handle* get() { return reinterpret_cast<file_handle*>(words_.data()); }

 private:
  std::vector<uint64_t> words_;  // for their alignment
};

}  // namespace

// name_to_handle_at(2). EOVERFLOW carries how many bytes the handle needs.
Napi::Value NameToHandleAt(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const int flags = ToInt32(info[2], "flags");
  Handle handle(ToLength(info[3], "capacity"));

  uint64_t mount = 0;  // an int, unless the flag asks for all of it
  if (::syscall(SYS_name_to_handle_at, directory, path.c_str(), handle.get(), &mount, flags) < 0) {
    const int error = errno;
    Napi::Error failure = SyscallError(info.Env(), error, "name_to_handle_at", path);
    if (error == EOVERFLOW) failure.Value().Set("handleBytes", handle.get()->handle_bytes);
    throw failure;
  }

  if ((flags & kAtHandleMntIdUnique) == 0) {
    int short_mount = 0;
    std::memcpy(&short_mount, &mount, sizeof short_mount);
    mount = static_cast<uint64_t>(short_mount);
  }
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("type", handle.get()->handle_type);
  result.Set("handle", BufferOf(info.Env(), handle.get()->f_handle, handle.get()->handle_bytes));
  result.Set("mountId", BigInt(info.Env(), mount));
  return result;
}

// open_by_handle_at(2).
Napi::Value OpenByHandleAt(const Napi::CallbackInfo& info) {
  const int mount = ToDescriptor(info[0], "mount");
  const Napi::Object wanted = ToObject(info[1], "handle");
  const int type = ToInt32(wanted.Get("type"), "handle.type");
  const Bytes bytes = ToBytes(wanted.Get("handle"), "handle.handle");
  const int flags = ToInt32(info[2], "flags");
  Handle handle(bytes.size());
  handle.get()->handle_type = type;
  std::copy(bytes.begin(), bytes.end(), handle.get()->f_handle);

  const int fd = ::open_by_handle_at(mount, handle.get(), flags);
  if (fd < 0) throw SyscallError(info.Env(), errno, "open_by_handle_at");
  return Number(info.Env(), fd);
}

}  // namespace cfsbench
