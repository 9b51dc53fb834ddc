// SPDX-License-Identifier: MIT
// What addon.cc exports, grouped by file. Each function is one system call, made once.
#pragma once

#include <napi.h>

namespace cfsbench {

// directory.cc
Napi::Value Getdents64(const Napi::CallbackInfo& info);
Napi::Value Readlinkat(const Napi::CallbackInfo& info);

// file.cc
Napi::Value Openat(const Napi::CallbackInfo& info);
Napi::Value Openat2(const Napi::CallbackInfo& info);
Napi::Value Close(const Napi::CallbackInfo& info);

// fsverity.cc
Napi::Value FsverityEnable(const Napi::CallbackInfo& info);
Napi::Value FsverityMeasure(const Napi::CallbackInfo& info);
Napi::Value FsverityReadMetadata(const Napi::CallbackInfo& info);

// module.cc
Napi::Value FinitModule(const Napi::CallbackInfo& info);
Napi::Value DeleteModule(const Napi::CallbackInfo& info);

// mount.cc
Napi::Value Mount(const Napi::CallbackInfo& info);
Napi::Value Umount2(const Napi::CallbackInfo& info);
Napi::Value Fsopen(const Napi::CallbackInfo& info);
Napi::Value Fsconfig(const Napi::CallbackInfo& info);
Napi::Value Fspick(const Napi::CallbackInfo& info);
Napi::Value FsContextLog(const Napi::CallbackInfo& info);
Napi::Value Fsmount(const Napi::CallbackInfo& info);
Napi::Value MoveMount(const Napi::CallbackInfo& info);
Napi::Value OpenTree(const Napi::CallbackInfo& info);
Napi::Value MountSetattr(const Napi::CallbackInfo& info);

// statx.cc
Napi::Value StatxCall(const Napi::CallbackInfo& info);
Napi::Value StatfsCall(const Napi::CallbackInfo& info);
Napi::Value FstatfsCall(const Napi::CallbackInfo& info);

// xattr.cc
Napi::Value Getxattr(const Napi::CallbackInfo& info);
Napi::Value Lgetxattr(const Napi::CallbackInfo& info);
Napi::Value Fgetxattr(const Napi::CallbackInfo& info);
Napi::Value Listxattr(const Napi::CallbackInfo& info);
Napi::Value Llistxattr(const Napi::CallbackInfo& info);
Napi::Value Flistxattr(const Napi::CallbackInfo& info);
Napi::Value Setxattr(const Napi::CallbackInfo& info);
Napi::Value Lsetxattr(const Napi::CallbackInfo& info);
Napi::Value Fsetxattr(const Napi::CallbackInfo& info);
Napi::Value Removexattr(const Napi::CallbackInfo& info);
Napi::Value Lremovexattr(const Napi::CallbackInfo& info);
Napi::Value Fremovexattr(const Napi::CallbackInfo& info);

}  // namespace cfsbench
