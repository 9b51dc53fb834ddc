// SPDX-License-Identifier: MIT
// clock_settime(2): a guest that was restored from a snapshot wakes with the snapshot's time.
#include <errno.h>
#include <time.h>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"

namespace cfsbench {

// clock_settime(2).
Napi::Value ClockSettime(const Napi::CallbackInfo& info) {
  const int clock = ToInt32(info[0], "clock");
  const Napi::Object time = ToObject(info[1], "time");
  timespec wanted = {};
  wanted.tv_sec = ToInt64(time.Get("sec"), "time.sec");
  wanted.tv_nsec = ToInt32(time.Get("nsec"), "time.nsec");

  if (::clock_settime(clock, &wanted) < 0) throw SyscallError(info.Env(), errno, "clock_settime");
  return info.Env().Undefined();
}

}  // namespace cfsbench
