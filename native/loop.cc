// SPDX-License-Identifier: MIT
// Loop devices: LOOP_CTL_GET_FREE, LOOP_CONFIGURE, LOOP_GET_STATUS64, LOOP_CLR_FD. loop(4).
#include <errno.h>
#include <linux/loop.h>
#include <sys/ioctl.h>

#include <cstring>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// ioctl(2) LOOP_CTL_GET_FREE.
Napi::Value LoopGetFree(const Napi::CallbackInfo& info) {
  const int control = ToDescriptor(info[0], "control");

  const int number = ::ioctl(control, LOOP_CTL_GET_FREE);
  if (number < 0) throw SyscallError(info.Env(), errno, "ioctl(LOOP_CTL_GET_FREE)");
  return Number(info.Env(), number);
}

// ioctl(2) LOOP_CONFIGURE.
Napi::Value LoopConfigure(const Napi::CallbackInfo& info) {
  const int device = ToDescriptor(info[0], "device");
  const Napi::Object options = ToObject(info[1], "options");
  loop_config config = {};
  config.fd = static_cast<uint32_t>(ToDescriptor(options.Get("file"), "options.file"));
  config.block_size = ToUint32(options.Get("blockSize"), "options.blockSize");
  config.info.lo_offset = ToUint64(options.Get("offset"), "options.offset");
  config.info.lo_sizelimit = ToUint64(options.Get("sizeLimit"), "options.sizeLimit");
  config.info.lo_flags = ToUint32(options.Get("flags"), "options.flags");

  if (::ioctl(device, LOOP_CONFIGURE, &config) < 0) throw SyscallError(info.Env(), errno, "ioctl(LOOP_CONFIGURE)");
  return info.Env().Undefined();
}

// ioctl(2) LOOP_GET_STATUS64.
Napi::Value LoopGetStatus(const Napi::CallbackInfo& info) {
  const int device = ToDescriptor(info[0], "device");

  loop_info64 status = {};
  if (::ioctl(device, LOOP_GET_STATUS64, &status) < 0)
    throw SyscallError(info.Env(), errno, "ioctl(LOOP_GET_STATUS64)");

  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("ino", BigInt(info.Env(), status.lo_inode));
  result.Set("offset", BigInt(info.Env(), status.lo_offset));
  result.Set("sizeLimit", BigInt(info.Env(), status.lo_sizelimit));
  result.Set("flags", status.lo_flags);
  result.Set("number", status.lo_number);
  return result;
}

// ioctl(2) LOOP_CLR_FD.
Napi::Value LoopClear(const Napi::CallbackInfo& info) {
  const int device = ToDescriptor(info[0], "device");

  if (::ioctl(device, LOOP_CLR_FD) < 0) throw SyscallError(info.Env(), errno, "ioctl(LOOP_CLR_FD)");
  return info.Env().Undefined();
}

}  // namespace cfsbench
