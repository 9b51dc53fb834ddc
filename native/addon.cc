// SPDX-License-Identifier: MIT
// The exports table. System calls go by their own names; what is one command of an ioctl has a name of ours.
// src/native.ts documents each.
#include <napi.h>

#include "calls.h"

namespace cfsbench {
namespace {

struct Export {
  const char* name;
  Napi::Value (*call)(const Napi::CallbackInfo& info);
};

constexpr Export kExports[] = {
    // directory.cc
    {"getdents64", Getdents64},
    {"readlinkat", Readlinkat},
    // file.cc
    {"openat", Openat},
    {"openat2", Openat2},
    {"close", Close},
    // fsverity.cc
    {"fsverityEnable", FsverityEnable},
    {"fsverityMeasure", FsverityMeasure},
    {"fsverityReadMetadata", FsverityReadMetadata},
    // module.cc
    {"finit_module", FinitModule},
    {"delete_module", DeleteModule},
    // mount.cc
    {"mount", Mount},
    {"umount2", Umount2},
    {"fsopen", Fsopen},
    {"fsconfig", Fsconfig},
    {"fspick", Fspick},
    {"fsContextLog", FsContextLog},
    {"fsmount", Fsmount},
    {"move_mount", MoveMount},
    {"open_tree", OpenTree},
    {"mount_setattr", MountSetattr},
    // statx.cc
    {"statx", StatxCall},
    {"statfs", StatfsCall},
    {"fstatfs", FstatfsCall},
    // xattr.cc
    {"getxattr", Getxattr},
    {"lgetxattr", Lgetxattr},
    {"fgetxattr", Fgetxattr},
    {"listxattr", Listxattr},
    {"llistxattr", Llistxattr},
    {"flistxattr", Flistxattr},
    {"setxattr", Setxattr},
    {"lsetxattr", Lsetxattr},
    {"fsetxattr", Fsetxattr},
    {"removexattr", Removexattr},
    {"lremovexattr", Lremovexattr},
    {"fremovexattr", Fremovexattr},
};

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  for (const Export& entry : kExports)
    exports.Set(entry.name, Napi::Function::New(env, entry.call, entry.name));
  return exports;
}

}  // namespace
}  // namespace cfsbench

static Napi::Object InitAddon(Napi::Env env, Napi::Object exports) { return cfsbench::Init(env, exports); }
NODE_API_MODULE(composefs_bench, InitAddon)
