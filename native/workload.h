// SPDX-License-Identifier: MIT
// What the loops of the bench share: the clock, the descriptor that is closed on every way out, and the lists of paths.
#pragma once

#include <napi.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

#include "arguments.h"

namespace cfsbench {

// Nanoseconds of processor time of this thread alone: in a guest under `-icount shift=0` its instructions, in user
// space and in the kernel. What other threads do meanwhile, and the time that passes while it sleeps, is not in it.
inline uint64_t ThreadTime() {
  timespec now;
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000 + static_cast<uint64_t>(now.tv_nsec);
}

class OwnDescriptor {
 public:
  explicit OwnDescriptor(int fd) : fd_(fd) {}
  OwnDescriptor(const OwnDescriptor&) = delete;
  OwnDescriptor& operator=(const OwnDescriptor&) = delete;
  ~OwnDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Paths in one piece of memory, each with its NUL.
class Paths {
 public:
  explicit Paths(Napi::Value value) : bytes_(ToBytes(value, "paths")) {
    if (bytes_.empty() || bytes_.back() != 0)
      throw Napi::TypeError::New(value.Env(), "Expected paths to end with a NUL byte each");
  }

  template <typename Call>
  double ForEach(Call call) const {
    double count = 0;
    const char* end = reinterpret_cast<const char*>(bytes_.data() + bytes_.size());
    for (const char* path = reinterpret_cast<const char*>(bytes_.data()); path < end; path += ::strlen(path) + 1) {
      call(path);
      count++;
    }
    return count;
  }

 private:
  const Bytes bytes_;
};

inline Napi::Object Measured(Napi::Env env, uint64_t ns, double count) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("ns", Napi::BigInt::New(env, ns));
  result.Set("count", count);
  return result;
}

}  // namespace cfsbench
