// SPDX-License-Identifier: MIT
// What the kernel says of one file, and of the filesystem it lies on: statx(2), statfs(2), fstatfs(2).
#include <errno.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstring>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

struct StatxTimestamp {
  int64_t sec;
  uint32_t nsec;
  int32_t reserved;
};

// struct statx of Linux 6.18; the headers we are built with may be older. The kernel fills what it knows and leaves the
// rest 0, and `mask` tells which is which.
struct Statx {
  uint32_t mask;
  uint32_t blksize;
  uint64_t attributes;
  uint32_t nlink;
  uint32_t uid;
  uint32_t gid;
  uint16_t mode;
  uint16_t spare0;
  uint64_t ino;
  uint64_t size;
  uint64_t blocks;
  uint64_t attributes_mask;
  StatxTimestamp atime;
  StatxTimestamp btime;
  StatxTimestamp ctime;
  StatxTimestamp mtime;
  uint32_t rdev_major;
  uint32_t rdev_minor;
  uint32_t dev_major;
  uint32_t dev_minor;
  uint64_t mnt_id;
  uint32_t dio_mem_align;
  uint32_t dio_offset_align;
  uint64_t subvol;
  uint64_t spare1[11];
};
static_assert(sizeof(Statx) == 256, "statx(2) writes 256 bytes");

Napi::Object Timestamp(Napi::Env env, const StatxTimestamp& time) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("sec", SignedBigInt(env, time.sec));
  result.Set("nsec", time.nsec);
  return result;
}

Napi::Object StatxObject(Napi::Env env, const Statx& stat) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("mask", stat.mask);
  result.Set("blksize", stat.blksize);
  result.Set("attributes", BigInt(env, stat.attributes));
  result.Set("attributesMask", BigInt(env, stat.attributes_mask));
  result.Set("nlink", stat.nlink);
  result.Set("uid", stat.uid);
  result.Set("gid", stat.gid);
  result.Set("mode", static_cast<uint32_t>(stat.mode));
  result.Set("ino", BigInt(env, stat.ino));
  result.Set("size", BigInt(env, stat.size));
  result.Set("blocks", BigInt(env, stat.blocks));
  result.Set("atime", Timestamp(env, stat.atime));
  result.Set("btime", Timestamp(env, stat.btime));
  result.Set("ctime", Timestamp(env, stat.ctime));
  result.Set("mtime", Timestamp(env, stat.mtime));
  result.Set("rdevMajor", stat.rdev_major);
  result.Set("rdevMinor", stat.rdev_minor);
  result.Set("devMajor", stat.dev_major);
  result.Set("devMinor", stat.dev_minor);
  result.Set("mntId", BigInt(env, stat.mnt_id));
  result.Set("dioMemAlign", stat.dio_mem_align);
  result.Set("dioOffsetAlign", stat.dio_offset_align);
  result.Set("subvol", BigInt(env, stat.subvol));
  return result;
}

Napi::Object StatfsObject(Napi::Env env, const struct statfs& stat) {
  Napi::Object result = Napi::Object::New(env);
  // The magic is 32 bits wide whatever the type of the field, and EROFS's has the sign bit.
  result.Set("type", static_cast<uint32_t>(stat.f_type));
  result.Set("bsize", static_cast<double>(stat.f_bsize));
  result.Set("frsize", static_cast<double>(stat.f_frsize));
  result.Set("blocks", BigInt(env, stat.f_blocks));
  result.Set("bfree", BigInt(env, stat.f_bfree));
  result.Set("bavail", BigInt(env, stat.f_bavail));
  result.Set("files", BigInt(env, stat.f_files));
  result.Set("ffree", BigInt(env, stat.f_ffree));
  uint64_t fsid = 0;
  static_assert(sizeof stat.f_fsid == sizeof fsid);
  std::memcpy(&fsid, &stat.f_fsid, sizeof fsid);
  result.Set("fsid", BigInt(env, fsid));
  result.Set("namelen", static_cast<double>(stat.f_namelen));
  result.Set("flags", static_cast<double>(stat.f_flags));
  return result;
}

}  // namespace

// statx(2).
Napi::Value StatxCall(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  const uint32_t flags = ToUint32(info[2], "flags");
  const uint32_t mask = ToUint32(info[3], "mask");

  Statx stat = {};
  if (::syscall(SYS_statx, directory, path.c_str(), flags, mask, &stat) < 0)
    throw SyscallError(info.Env(), errno, "statx", path);

  return StatxObject(info.Env(), stat);
}

// statfs(2).
Napi::Value StatfsCall(const Napi::CallbackInfo& info) {
  const std::string path = ToString(info[0], "path");

  struct statfs stat = {};
  if (::statfs(path.c_str(), &stat) < 0) throw SyscallError(info.Env(), errno, "statfs", path);

  return StatfsObject(info.Env(), stat);
}

// fstatfs(2).
Napi::Value FstatfsCall(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");

  struct statfs stat = {};
  if (::fstatfs(fd, &stat) < 0) throw SyscallError(info.Env(), errno, "fstatfs");

  return StatfsObject(info.Env(), stat);
}

}  // namespace cfsbench
