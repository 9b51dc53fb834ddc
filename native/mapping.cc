// SPDX-License-Identifier: MIT
// mmap(2), and what is done with the pages: loads, stores, mincore(2), msync(2), madvise(2), mprotect(2), munmap(2).
#include "mapping.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arguments.h"
#include "buffer.h"
#include "guarded_copy.h"
#include "syscall_error.h"

namespace cfsbench {

Napi::Function Mapping::Class(Napi::Env env) {
  return DefineClass(env, "Mapping",
                     {InstanceMethod<&Mapping::Read>("read"), InstanceMethod<&Mapping::Write>("write"),
                      InstanceMethod<&Mapping::Mincore>("mincore"), InstanceMethod<&Mapping::Msync>("msync"),
                      InstanceMethod<&Mapping::Madvise>("madvise"), InstanceMethod<&Mapping::Mprotect>("mprotect"),
                      InstanceMethod<&Mapping::Close>("close"),
                      InstanceMethod<&Mapping::Close>(Napi::Symbol::WellKnown(env, "dispose")),
                      InstanceAccessor<&Mapping::Length>("length")});
}

// mmap(2), at an address of the kernel's choice.
Mapping::Mapping(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Mapping>(info) {
  const Napi::Object options = ToObject(info[0], "options");
  const int fd = ToDescriptor(options.Get("fd"), "options.fd");
  const size_t length = ToLength(options.Get("length"), "options.length");
  const int protection = ToInt32(options.Get("protection"), "options.protection");
  const int flags = ToInt32(options.Get("flags"), "options.flags");
  const int64_t offset = ToInt64(options.Get("offset"), "options.offset");
  if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0)
    throw Napi::TypeError::New(info.Env(),
                               "Expected options.flags without MAP_FIXED, because the address is the kernel's");

  void* memory = ::mmap(nullptr, length, protection, flags, fd, offset);
  if (memory == MAP_FAILED) throw SyscallError(info.Env(), errno, "mmap");
  memory_ = static_cast<uint8_t*>(memory);
  length_ = length;
}

Mapping::~Mapping() {
  if (memory_ != nullptr) ::munmap(memory_, length_);
}

Mapping::Range Mapping::Bytes(Napi::Value offset, size_t length) const {
  if (memory_ == nullptr) throw Napi::TypeError::New(offset.Env(), "Expected an open mapping, got a closed one");

  const uint64_t start = ToUint64(offset, "offset");
  if (start > length_ || length > length_ - start)
    throw Napi::RangeError::New(offset.Env(), "Expected offset and length within the mapping's " +
                                                  std::to_string(length_) + " bytes, got " + std::to_string(start) +
                                                  " and " + std::to_string(length));
  return {memory_ + start, length};
}

Mapping::Range Mapping::Argument(const Napi::CallbackInfo& info) const {
  return Bytes(info[0], ToLength(info[1], "length"));
}

void Mapping::Copy(Napi::Env env, const char* what, void* to, const void* from, size_t length) const {
  const Fault fault = GuardedCopy(to, from, length);
  if (fault.signal == 0) return;

  const bool bus = fault.signal == SIGBUS;
  const char* signal = bus ? "SIGBUS" : "SIGSEGV";
  const auto offset = static_cast<uint64_t>(static_cast<const uint8_t*>(fault.address) - memory_);
  Napi::Error error = Napi::Error::New(env, std::string(signal) + (bus ? ": bus error, " : ": segmentation fault, ") +
                                                what + " at byte " + std::to_string(offset) + " of the mapping");
  error.Value().Set("errno", -EFAULT);
  error.Value().Set("code", signal);
  error.Value().Set("syscall", what);
  error.Value().Set("offset", BigInt(env, offset));
  throw error;
}

Napi::Value Mapping::Length(const Napi::CallbackInfo& info) {
  return Number(info.Env(), static_cast<double>(length_));
}

Napi::Value Mapping::Read(const Napi::CallbackInfo& info) {
  const Range range = Argument(info);
  Buffer bytes(info.Env(), range.length);

  Copy(info.Env(), "load", bytes.data(), range.start, range.length);
  return bytes.ToValue(range.length);
}

Napi::Value Mapping::Write(const Napi::CallbackInfo& info) {
  const cfsbench::Bytes bytes = ToBytes(info[1], "bytes");
  const Range range = Bytes(info[0], bytes.size());

  Copy(info.Env(), "store", range.start, bytes.data(), range.length);
  return info.Env().Undefined();
}

// mincore(2): one byte a page, 1 where it is in the page cache. The kernel leaves the other bits undefined.
Napi::Value Mapping::Mincore(const Napi::CallbackInfo& info) {
  const Range range = Argument(info);
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  Buffer pages(info.Env(), (range.length + page - 1) / page);

  if (::mincore(range.start, range.length, pages.data()) < 0) throw SyscallError(info.Env(), errno, "mincore");
  for (size_t index = 0; index < pages.size(); index++) pages.data()[index] &= 1;
  return pages.ToValue(pages.size());
}

// msync(2).
Napi::Value Mapping::Msync(const Napi::CallbackInfo& info) {
  const Range range = Argument(info);
  const int flags = ToInt32(info[2], "flags");

  if (::msync(range.start, range.length, flags) < 0) throw SyscallError(info.Env(), errno, "msync");
  return info.Env().Undefined();
}

// madvise(2).
Napi::Value Mapping::Madvise(const Napi::CallbackInfo& info) {
  const Range range = Argument(info);
  const int advice = ToInt32(info[2], "advice");

  if (::madvise(range.start, range.length, advice) < 0) throw SyscallError(info.Env(), errno, "madvise");
  return info.Env().Undefined();
}

// mprotect(2).
Napi::Value Mapping::Mprotect(const Napi::CallbackInfo& info) {
  const Range range = Argument(info);
  const int protection = ToInt32(info[2], "protection");

  if (::mprotect(range.start, range.length, protection) < 0) throw SyscallError(info.Env(), errno, "mprotect");
  return info.Env().Undefined();
}

// munmap(2); closing twice is nothing.
Napi::Value Mapping::Close(const Napi::CallbackInfo& info) {
  if (memory_ == nullptr) return info.Env().Undefined();

  if (::munmap(memory_, length_) < 0) throw SyscallError(info.Env(), errno, "munmap");
  memory_ = nullptr;
  length_ = 0;
  return info.Env().Undefined();
}

}  // namespace cfsbench
