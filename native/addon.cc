// SPDX-License-Identifier: MIT
// The exports table. System calls go by their own names; what is one command of an ioctl has a name of ours.
// src/native.ts documents each.
#include <napi.h>

#include "calls.h"
#include "io_uring.h"
#include "mapping.h"

namespace cfsbench {
namespace {

struct Export {
  const char* name;
  Napi::Value (*call)(const Napi::CallbackInfo& info);
};

constexpr Export kExports[] = {
    // clock.cc
    {"clock_settime", ClockSettime},
    // credentials.cc
    {"setresuid", Setresuid},
    {"setresgid", Setresgid},
    {"setgroups", Setgroups},
    {"setfsuid", Setfsuid},
    {"setfsgid", Setfsgid},
    {"capget", Capget},
    {"capset", Capset},
    // descriptor.cc
    {"descriptorSuperblock", DescriptorSuperblock},
    {"descriptorInode", DescriptorInode},
    {"descriptorDirents", DescriptorDirents},
    {"descriptorLookup", DescriptorLookup},
    {"descriptorXattrs", DescriptorXattrs},
    {"descriptorText", DescriptorText},
    {"descriptorDigest", DescriptorDigest},
    // directory.cc
    {"getdents64", Getdents64},
    {"readlinkat", Readlinkat},
    // file.cc
    {"openat", Openat},
    {"openat2", Openat2},
    {"close", Close},
    {"pipe2", Pipe2},
    {"fcntl", Fcntl},
    {"flock", Flock},
    {"lseek", Lseek},
    // fsverity.cc
    {"fsverityEnable", FsverityEnable},
    {"fsverityMeasure", FsverityMeasure},
    {"fsverityReadMetadata", FsverityReadMetadata},
    // fsverity_digest.cc
    {"startFsverityDigest", StartFsverityDigest},
    // handle.cc
    {"name_to_handle_at", NameToHandleAt},
    {"open_by_handle_at", OpenByHandleAt},
    // ioctl.cc
    {"ioctl", Ioctl},
    {"ioctlNumber", IoctlNumber},
    // lock.cc
    {"fcntlLock", FcntlLock},
    // loop.cc
    {"loopGetFree", LoopGetFree},
    {"loopConfigure", LoopConfigure},
    {"loopGetStatus", LoopGetStatus},
    {"loopClear", LoopClear},
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
    // namespace.cc
    {"unshare", Unshare},
    {"setns", Setns},
    {"cloneUserNamespace", CloneUserNamespace},
    {"waitpid", Waitpid},
    // notify.cc
    {"inotify_init1", InotifyInit1},
    {"inotify_add_watch", InotifyAddWatch},
    {"inotify_rm_watch", InotifyRmWatch},
    {"fanotify_init", FanotifyInit},
    {"fanotify_mark", FanotifyMark},
    // page_cache.cc
    {"posix_fadvise", Fadvise},
    {"readahead", Readahead},
    {"syncfs", Syncfs},
    // statx.cc
    {"statx", StatxCall},
    {"statfs", StatfsCall},
    {"fstatfs", FstatfsCall},
    // syscall_error.cc
    {"errnoName", ErrnoName},
    // transfer.cc
    {"pread", Pread},
    {"preadv2", Preadv2},
    {"pwrite", Pwrite},
    {"splice", Splice},
    {"sendfile", Sendfile},
    {"copy_file_range", CopyFileRange},
    {"ficlone", Ficlone},
    {"ficloneRange", FicloneRange},
    // tree.cc
    {"mkdirat", Mkdirat},
    {"mknodat", Mknodat},
    {"symlinkat", Symlinkat},
    {"linkat", Linkat},
    {"unlinkat", Unlinkat},
    {"renameat2", Renameat2},
    {"fchownat", Fchownat},
    {"fchmodat", Fchmodat},
    {"utimensat", Utimensat},
    {"truncate", Truncate},
    {"fallocate", Fallocate},
    {"faccessat2", Faccessat2},
    // workload_content.cc
    {"readWhole", ReadWhole},
    {"readAtRandom", ReadAtRandom},
    {"touchPages", TouchPages},
    // workload_exec.cc
    {"measureExec", MeasureExec},
    // workload_paths.cc
    {"statPaths", StatPaths},
    {"readPaths", ReadPaths},
    {"statRepeatedly", StatRepeatedly},
    {"measureMount", MeasureMount},
    {"measureUmount", MeasureUmount},
    // workload_walk.cc
    {"walkTree", WalkTree},
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
  exports.Set("IoUring", IoUring::Class(env));
  exports.Set("Mapping", Mapping::Class(env));
  return exports;
}

}  // namespace
}  // namespace cfsbench

static Napi::Object InitAddon(Napi::Env env, Napi::Object exports) { return cfsbench::Init(env, exports); }
NODE_API_MODULE(composefs_bench, InitAddon)
