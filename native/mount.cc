// SPDX-License-Identifier: MIT
// Mounting: mount(2) and umount2(2), the filesystem contexts of fsopen(2), and the mount objects that they make.
#include <errno.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string_view>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// struct mount_attr of linux/mount.h, which can't be included beside sys/mount.h with glibc 2.36.
struct MountAttr {
  uint64_t attr_set;
  uint64_t attr_clr;
  uint64_t propagation;
  uint64_t userns_fd;
};

constexpr unsigned int kFsconfigSetBinary = 2;

const char* PointerOrNull(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

// Whether a descriptor is a filesystem context. The system calls say EINVAL for anything else, and reading a log from
// anything else would consume somebody's bytes.
bool IsContext(int fd) {
  constexpr std::string_view kContext = "anon_inode:[fscontext]";
  char target[64];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
  return length > 0 && std::string_view(target, static_cast<size_t>(length)) == kContext;
}

// What the filesystem left in the log of its context, one message a read(2), each led by "e ", "w " or "i ".
// The log is emptied by reading; any failure of the reading ends it (ENODATA when the log is empty).
Napi::Array ReadKernelLog(Napi::Env env, int context) {
  Napi::Array lines = Napi::Array::New(env);
  char line[4096];

  for (uint32_t count = 0;; count++) {
    const ssize_t length = ::read(context, line, sizeof line);
    if (length <= 0) return lines;
    const bool newline = line[length - 1] == '\n';
    lines.Set(count, Napi::String::New(env, line, static_cast<size_t>(length) - newline));
  }
}

Napi::Error ContextError(Napi::Env env, int error, const char* syscall, int context, const std::string& path = {},
                         const std::string& dest = {}) {
  Napi::Error result = SyscallError(env, error, syscall, path, dest);
  const Napi::Array log = IsContext(context) ? ReadKernelLog(env, context) : Napi::Array::New(env);
  result.Value().Set("kernelLog", log);
  return result;
}

}  // namespace

// mount(2).
Napi::Value Mount(const Napi::CallbackInfo& info) {
  const auto source = ToOptionalString(info[0], "source");
  const std::string target = ToString(info[1], "target");
  const auto type = ToOptionalString(info[2], "type");
  const uint64_t flags = ToUint64(info[3], "flags");
  const auto data = ToOptionalString(info[4], "data");

  if (::mount(PointerOrNull(source), target.c_str(), PointerOrNull(type), flags, PointerOrNull(data)) < 0)
    throw SyscallError(info.Env(), errno, "mount", source.value_or(""), target);
  return info.Env().Undefined();
}

// umount2(2), once: no retry and no lazy fallback, so a test sees what the kernel said.
Napi::Value Umount2(const Napi::CallbackInfo& info) {
  const std::string target = ToString(info[0], "target");
  const int flags = ToInt32(info[1], "flags");

  if (::umount2(target.c_str(), flags) < 0) throw SyscallError(info.Env(), errno, "umount2", target);
  return info.Env().Undefined();
}

// fsopen(2).
Napi::Value Fsopen(const Napi::CallbackInfo& info) {
  const std::string type = ToString(info[0], "type");
  const uint32_t flags = ToUint32(info[1], "flags");

  const long context = ::syscall(SYS_fsopen, type.c_str(), flags);
  if (context < 0) throw SyscallError(info.Env(), errno, "fsopen", type);
  return Number(info.Env(), context);
}

// fsconfig(2), every command. In errors `path` is the parameter's key.
Napi::Value Fsconfig(const Napi::CallbackInfo& info) {
  const int context = ToDescriptor(info[0], "context");
  const uint32_t command = ToUint32(info[1], "command");
  const auto key = ToOptionalString(info[2], "key");
  const bool binary = command == kFsconfigSetBinary;
  const auto text = binary ? std::nullopt : ToOptionalString(info[3], "value");
  const Bytes bytes = binary ? ToBytes(info[3], "value") : Bytes();
  const int aux = ToInt32(info[4], "aux");

  if (binary && (aux < 0 || static_cast<size_t>(aux) > bytes.size()))
    throw Napi::RangeError::New(info.Env(), "Expected aux to be at most the " + std::to_string(bytes.size()) +
                                                " bytes of value, got " + std::to_string(aux));

  const void* value = binary ? static_cast<const void*>(bytes.data()) : PointerOrNull(text);
  if (::syscall(SYS_fsconfig, context, command, PointerOrNull(key), value, aux) < 0)
    throw ContextError(info.Env(), errno, "fsconfig", context, key.value_or(""), text.value_or(""));
  return info.Env().Undefined();
}

// fspick(2).
Napi::Value Fspick(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t flags = ToUint32(info[2], "flags");

  const long context = ::syscall(SYS_fspick, directory, path.c_str(), flags);
  if (context < 0) throw SyscallError(info.Env(), errno, "fspick", path);
  return Number(info.Env(), context);
}

// read(2) of a filesystem context until its log is empty; an empty list for any other descriptor.
Napi::Value FsContextLog(const Napi::CallbackInfo& info) {
  const int context = ToDescriptor(info[0], "context");

  if (!IsContext(context)) return Napi::Array::New(info.Env());
  return ReadKernelLog(info.Env(), context);
}

// fsmount(2).
Napi::Value Fsmount(const Napi::CallbackInfo& info) {
  const int context = ToDescriptor(info[0], "context");
  const uint32_t flags = ToUint32(info[1], "flags");
  const uint32_t attributes = ToUint32(info[2], "attributes");

  const long mount = ::syscall(SYS_fsmount, context, flags, attributes);
  if (mount < 0) throw ContextError(info.Env(), errno, "fsmount", context);
  return Number(info.Env(), mount);
}

// move_mount(2).
Napi::Value MoveMount(const Napi::CallbackInfo& info) {
  const int from = ToDescriptor(info[0], "fromDirectory");
  const std::string from_path = ToString(info[1], "fromPath");
  const int to = ToDescriptor(info[2], "toDirectory");
  const std::string to_path = ToString(info[3], "toPath");
  const uint32_t flags = ToUint32(info[4], "flags");

  if (::syscall(SYS_move_mount, from, from_path.c_str(), to, to_path.c_str(), flags) < 0)
    throw SyscallError(info.Env(), errno, "move_mount", from_path, to_path);
  return info.Env().Undefined();
}

// open_tree(2).
Napi::Value OpenTree(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t flags = ToUint32(info[2], "flags");

  const long tree = ::syscall(SYS_open_tree, directory, path.c_str(), flags);
  if (tree < 0) throw SyscallError(info.Env(), errno, "open_tree", path);
  return Number(info.Env(), tree);
}

// mount_setattr(2).
Napi::Value MountSetattr(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t flags = ToUint32(info[2], "flags");
  const Napi::Object wanted = ToObject(info[3], "attributes");
  MountAttr attributes = {};
  attributes.attr_set = ToUint64(wanted.Get("set"), "attributes.set");
  attributes.attr_clr = ToUint64(wanted.Get("clear"), "attributes.clear");
  attributes.propagation = ToUint64(wanted.Get("propagation"), "attributes.propagation");
  attributes.userns_fd = ToUint64(wanted.Get("userNamespace"), "attributes.userNamespace");

  if (::syscall(SYS_mount_setattr, directory, path.c_str(), flags, &attributes, sizeof attributes) < 0)
    throw SyscallError(info.Env(), errno, "mount_setattr", path);
  return info.Env().Undefined();
}

}  // namespace cfsbench
