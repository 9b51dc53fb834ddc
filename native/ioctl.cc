// SPDX-License-Identifier: MIT
// ioctl(2) for requests without a function of their own.
#include <asm/ioctl.h>
#include <errno.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {
namespace {

// Requests of old, such as FIGETBSZ, say a size of 0 and still write a little.
constexpr size_t kSlack = 256;

}  // namespace

// ioctl(2) whose argument is a structure: it is copied in, and a copy of what the kernel left comes out.
Napi::Value Ioctl(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const uint32_t request = ToUint32(info[1], "request");
  Bytes bytes = ToBytes(info[2], "argument");
  const size_t length = bytes.size();
  if (length < _IOC_SIZE(request))
    throw Napi::RangeError::New(info.Env(), "Expected argument to have the " + std::to_string(_IOC_SIZE(request)) +
                                                " bytes that the request says, got " + std::to_string(length));
  bytes.resize(length + kSlack);

  const int value = ::ioctl(fd, request, bytes.data());
  if (value < 0) throw SyscallError(info.Env(), errno, "ioctl");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("value", value);
  result.Set("argument", BufferOf(info.Env(), bytes.data(), length));
  return result;
}

// ioctl(2) whose argument is a number, or not looked at: the request says a size of 0.
Napi::Value IoctlNumber(const Napi::CallbackInfo& info) {
  const int fd = ToDescriptor(info[0], "fd");
  const uint32_t request = ToUint32(info[1], "request");
  const uint32_t number = ToUint32(info[2], "argument");
  // The kernel would take the number for an address, perhaps of something of ours.
  if (_IOC_SIZE(request) != 0)
    throw Napi::TypeError::New(info.Env(), "Expected argument to be bytes for a request with a structure of " +
                                               std::to_string(_IOC_SIZE(request)) + ", got a number");

  const int value = ::ioctl(fd, request, static_cast<unsigned long>(number));
  if (value < 0) throw SyscallError(info.Env(), errno, "ioctl");
  return Number(info.Env(), value);
}

}  // namespace cfsbench
