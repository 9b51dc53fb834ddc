// SPDX-License-Identifier: MIT
// The loops of the bench over what files hold: see workload_walk.cc for why they are loops.
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "arguments.h"
#include "calls.h"
#include "syscall_error.h"
#include "workload.h"

namespace cfsbench {
namespace {

int Open(Napi::Env env, int directory, const char* path) {
  const int file = ::openat(directory, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) throw SyscallError(env, errno, "openat", path);
  return file;
}

class OwnMapping {
 public:
  OwnMapping(int file, size_t length)
      : start_(::mmap(nullptr, length, PROT_READ, MAP_SHARED, file, 0)), length_(length) {}
  OwnMapping(const OwnMapping&) = delete;
  OwnMapping& operator=(const OwnMapping&) = delete;
  ~OwnMapping() {
    if (start_ != MAP_FAILED) ::munmap(start_, length_);
  }
  bool failed() const { return start_ == MAP_FAILED; }
  const volatile uint8_t* bytes() const { return static_cast<const volatile uint8_t*>(start_); }

 private:
  void* const start_;
  const size_t length_;
};

}  // namespace

// openat(2), read(2) of `length` bytes at a time up to the end, and close(2) of each path. `count`: the bytes read.
Napi::Value ReadWhole(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const Paths paths(info[1]);
  Bytes content(ToLength(info[2], "length"));

  double bytes = 0;
  const uint64_t start = ThreadTime();
  paths.ForEach([&](const char* path) {
    const OwnDescriptor file(Open(info.Env(), directory, path));
    for (;;) {
      const ssize_t length = ::read(file.get(), content.data(), content.size());
      if (length < 0) throw SyscallError(info.Env(), errno, "read", path);
      if (length == 0) return;
      bytes += static_cast<double>(length);
    }
  });
  return Measured(info.Env(), ThreadTime() - start, bytes);
}

// openat(2), pread(2) of `length` bytes at each of `times` places, and close(2). A place is a multiple of `length` below
// the size, drawn by Knuth's generator, so that it is the same each time. `count`: the bytes read.
Napi::Value ReadAtRandom(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const std::string path = ToString(info[1], "path");
  Bytes content(ToLength(info[2], "length"));
  const uint32_t times = ToUint32(info[3], "times");
  struct stat status;
  if (::fstatat(directory, path.c_str(), &status, 0) < 0) throw SyscallError(info.Env(), errno, "fstatat", path);
  const uint64_t places = content.empty() ? 0 : static_cast<uint64_t>(status.st_size) / content.size();
  if (places == 0) throw Napi::RangeError::New(info.Env(), "Expected a file of at least one length");

  double bytes = 0;
  uint64_t state = 20230402;
  const uint64_t start = ThreadTime();
  const OwnDescriptor file(Open(info.Env(), directory, path.c_str()));
  for (uint32_t done = 0; done < times; done++) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const uint64_t at = (state >> 33) % places * content.size();
    const ssize_t length = ::pread(file.get(), content.data(), content.size(), static_cast<off_t>(at));
    if (length < 0) throw SyscallError(info.Env(), errno, "pread", path);
    bytes += static_cast<double>(length);
  }
  return Measured(info.Env(), ThreadTime() - start, bytes);
}

// openat(2), fstat(2), mmap(2), a load from each page, munmap(2) and close(2) of each path. `count`: the pages.
Napi::Value TouchPages(const Napi::CallbackInfo& info) {
  const int directory = ToDescriptor(info[0], "directory");
  const Paths paths(info[1]);
  const size_t page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));

  double pages = 0;
  const uint64_t start = ThreadTime();
  paths.ForEach([&](const char* path) {
    const OwnDescriptor file(Open(info.Env(), directory, path));
    struct stat status;
    if (::fstat(file.get(), &status) < 0) throw SyscallError(info.Env(), errno, "fstat", path);
    const size_t length = static_cast<size_t>(status.st_size);
    const OwnMapping mapping(file.get(), length);
    if (mapping.failed()) throw SyscallError(info.Env(), errno, "mmap", path);
    for (size_t at = 0; at < length; at += page) {
      static_cast<void>(mapping.bytes()[at]);
      pages++;
    }
  });
  return Measured(info.Env(), ThreadTime() - start, pages);
}

}  // namespace cfsbench
