// SPDX-License-Identifier: MIT
// What addon.cc exports, grouped by file. Each function is one system call, made once.
#pragma once

#include <napi.h>

namespace cfsbench {

// clock.cc
Napi::Value ClockSettime(const Napi::CallbackInfo& info);

// credentials.cc
Napi::Value Setresuid(const Napi::CallbackInfo& info);
Napi::Value Setresgid(const Napi::CallbackInfo& info);
Napi::Value Setgroups(const Napi::CallbackInfo& info);
Napi::Value Setfsuid(const Napi::CallbackInfo& info);
Napi::Value Setfsgid(const Napi::CallbackInfo& info);
Napi::Value Capget(const Napi::CallbackInfo& info);
Napi::Value Capset(const Napi::CallbackInfo& info);

// descriptor.cc
Napi::Value DescriptorSuperblock(const Napi::CallbackInfo& info);
Napi::Value DescriptorInode(const Napi::CallbackInfo& info);
Napi::Value DescriptorDirents(const Napi::CallbackInfo& info);
Napi::Value DescriptorLookup(const Napi::CallbackInfo& info);
Napi::Value DescriptorXattrs(const Napi::CallbackInfo& info);
Napi::Value DescriptorText(const Napi::CallbackInfo& info);
Napi::Value DescriptorDigest(const Napi::CallbackInfo& info);

// directory.cc
Napi::Value Getdents64(const Napi::CallbackInfo& info);
Napi::Value Readlinkat(const Napi::CallbackInfo& info);

// file.cc
Napi::Value Openat(const Napi::CallbackInfo& info);
Napi::Value Openat2(const Napi::CallbackInfo& info);
Napi::Value Close(const Napi::CallbackInfo& info);
Napi::Value Pipe2(const Napi::CallbackInfo& info);
Napi::Value Fcntl(const Napi::CallbackInfo& info);
Napi::Value Flock(const Napi::CallbackInfo& info);
Napi::Value Lseek(const Napi::CallbackInfo& info);

// fsverity.cc
Napi::Value FsverityEnable(const Napi::CallbackInfo& info);
Napi::Value FsverityMeasure(const Napi::CallbackInfo& info);
Napi::Value FsverityReadMetadata(const Napi::CallbackInfo& info);

// fsverity_digest.cc
Napi::Value StartFsverityDigest(const Napi::CallbackInfo& info);

// handle.cc
Napi::Value NameToHandleAt(const Napi::CallbackInfo& info);
Napi::Value OpenByHandleAt(const Napi::CallbackInfo& info);

// ioctl.cc
Napi::Value Ioctl(const Napi::CallbackInfo& info);
Napi::Value IoctlNumber(const Napi::CallbackInfo& info);

// lock.cc
Napi::Value FcntlLock(const Napi::CallbackInfo& info);

// loop.cc
Napi::Value LoopGetFree(const Napi::CallbackInfo& info);
Napi::Value LoopConfigure(const Napi::CallbackInfo& info);
Napi::Value LoopGetStatus(const Napi::CallbackInfo& info);
Napi::Value LoopClear(const Napi::CallbackInfo& info);

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

// namespace.cc
Napi::Value Unshare(const Napi::CallbackInfo& info);
Napi::Value Setns(const Napi::CallbackInfo& info);
Napi::Value CloneUserNamespace(const Napi::CallbackInfo& info);
Napi::Value Waitpid(const Napi::CallbackInfo& info);

// notify.cc
Napi::Value InotifyInit1(const Napi::CallbackInfo& info);
Napi::Value InotifyAddWatch(const Napi::CallbackInfo& info);
Napi::Value InotifyRmWatch(const Napi::CallbackInfo& info);
Napi::Value FanotifyInit(const Napi::CallbackInfo& info);
Napi::Value FanotifyMark(const Napi::CallbackInfo& info);

// page_cache.cc
Napi::Value Fadvise(const Napi::CallbackInfo& info);
Napi::Value Readahead(const Napi::CallbackInfo& info);
Napi::Value Syncfs(const Napi::CallbackInfo& info);

// statx.cc
Napi::Value StatxCall(const Napi::CallbackInfo& info);
Napi::Value StatfsCall(const Napi::CallbackInfo& info);
Napi::Value FstatfsCall(const Napi::CallbackInfo& info);

// syscall_error.cc
Napi::Value ErrnoName(const Napi::CallbackInfo& info);

// transfer.cc
Napi::Value Pread(const Napi::CallbackInfo& info);
Napi::Value Preadv2(const Napi::CallbackInfo& info);
Napi::Value Pwrite(const Napi::CallbackInfo& info);
Napi::Value Splice(const Napi::CallbackInfo& info);
Napi::Value Sendfile(const Napi::CallbackInfo& info);
Napi::Value CopyFileRange(const Napi::CallbackInfo& info);
Napi::Value Ficlone(const Napi::CallbackInfo& info);
Napi::Value FicloneRange(const Napi::CallbackInfo& info);

// tree.cc
Napi::Value Mkdirat(const Napi::CallbackInfo& info);
Napi::Value Mknodat(const Napi::CallbackInfo& info);
Napi::Value Symlinkat(const Napi::CallbackInfo& info);
Napi::Value Linkat(const Napi::CallbackInfo& info);
Napi::Value Unlinkat(const Napi::CallbackInfo& info);
Napi::Value Renameat2(const Napi::CallbackInfo& info);
Napi::Value Fchownat(const Napi::CallbackInfo& info);
Napi::Value Fchmodat(const Napi::CallbackInfo& info);
Napi::Value Utimensat(const Napi::CallbackInfo& info);
Napi::Value Truncate(const Napi::CallbackInfo& info);
Napi::Value Fallocate(const Napi::CallbackInfo& info);
Napi::Value Faccessat2(const Napi::CallbackInfo& info);

// workload_content.cc
Napi::Value ReadWhole(const Napi::CallbackInfo& info);
Napi::Value ReadAtRandom(const Napi::CallbackInfo& info);
Napi::Value TouchPages(const Napi::CallbackInfo& info);

// workload_exec.cc
Napi::Value MeasureExec(const Napi::CallbackInfo& info);

// workload_paths.cc
Napi::Value StatPaths(const Napi::CallbackInfo& info);
Napi::Value ReadPaths(const Napi::CallbackInfo& info);
Napi::Value StatRepeatedly(const Napi::CallbackInfo& info);
Napi::Value MeasureMount(const Napi::CallbackInfo& info);
Napi::Value MeasureUmount(const Napi::CallbackInfo& info);

// workload_walk.cc
Napi::Value WalkTree(const Napi::CallbackInfo& info);

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
