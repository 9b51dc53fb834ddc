// SPDX-License-Identifier: MIT
// fs-verity of the kernel: FS_IOC_ENABLE_VERITY, FS_IOC_MEASURE_VERITY, FS_IOC_READ_VERITY_METADATA.
// Documentation/filesystems/fsverity.rst. (The digest computed in user space is fsverity_digest.cc.)
#include <errno.h>
#include <linux/fsverity.h>
#include <sys/ioctl.h>

#include <cstring>

#include "arguments.h"
#include "buffer.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// Longer than any digest that fs-verity knows (SHA-512: 64 bytes).
constexpr uint16_t kLongestDigest = 128;

uint64_t Address(const void* memory) { return reinterpret_cast<uintptr_t>(memory); }

}  // namespace

// ioctl(2) FS_IOC_ENABLE_VERITY.
Napi::Value FsverityEnable(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const Napi::Object options = ToObject(info[1], "options");
  const Bytes salt = ToBytes(options.Get("salt"), "options.salt");
  const Bytes signature = ToBytes(options.Get("signature"), "options.signature");
  fsverity_enable_arg argument = {};
  argument.version = 1;
  argument.hash_algorithm = ToUint32(options.Get("algorithm"), "options.algorithm");
  argument.block_size = ToUint32(options.Get("blockSize"), "options.blockSize");
  argument.salt_size = static_cast<uint32_t>(salt.size());
  argument.salt_ptr = Address(salt.data());
  argument.sig_size = static_cast<uint32_t>(signature.size());
  argument.sig_ptr = Address(signature.data());

  if (::ioctl(fd, FS_IOC_ENABLE_VERITY, &argument) < 0)
    throw SyscallError(info.Env(), errno, "ioctl(FS_IOC_ENABLE_VERITY)");
  return info.Env().Undefined();
}

// ioctl(2) FS_IOC_MEASURE_VERITY.
Napi::Value FsverityMeasure(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");

  alignas(fsverity_digest) uint8_t memory[sizeof(fsverity_digest) + kLongestDigest] = {};
  auto* digest = reinterpret_cast<fsverity_digest*>(memory);
  digest->digest_size = kLongestDigest;
  if (::ioctl(fd, FS_IOC_MEASURE_VERITY, digest) < 0)
    throw SyscallError(info.Env(), errno, "ioctl(FS_IOC_MEASURE_VERITY)");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("algorithm", static_cast<uint32_t>(digest->digest_algorithm));
  result.Set("digest", BufferOf(info.Env(), digest->digest, digest->digest_size));
  return result;
}

// ioctl(2) FS_IOC_READ_VERITY_METADATA; shorter than asked for at the end of the item.
Napi::Value FsverityReadMetadata(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const uint64_t type = ToUint64(info[1], "type");
  const uint64_t offset = ToUint64(info[2], "offset");
  Buffer bytes(info.Env(), ToLength(info[3], "length"));
  fsverity_read_metadata_arg argument = {};
  argument.metadata_type = type;
  argument.offset = offset;
  argument.length = bytes.size();
  argument.buf_ptr = Address(bytes.data());

  const int length = ::ioctl(fd, FS_IOC_READ_VERITY_METADATA, &argument);
  if (length < 0) throw SyscallError(info.Env(), errno, "ioctl(FS_IOC_READ_VERITY_METADATA)");
  return bytes.ToValue(static_cast<size_t>(length));
}

}  // namespace cfsbench
