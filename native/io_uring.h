// SPDX-License-Identifier: MIT
// An io_uring(7) that reads files, as an object of JavaScript.
#pragma once

#include <linux/io_uring.h>
#include <napi.h>
#include <sys/uio.h>

#include <memory>
#include <vector>

#include "buffer.h"

namespace cfsbench {

// Owns the ring's descriptor, what is mapped of it, and the buffers that are registered with it. Every request that was
// submitted has completed when a method returns, so the kernel holds no memory of ours between two calls.
class IoUring : public Napi::ObjectWrap<IoUring> {
 public:
  static Napi::Function Class(Napi::Env env);

  explicit IoUring(const Napi::CallbackInfo& info);
  ~IoUring() override;
  IoUring(const IoUring&) = delete;
  IoUring& operator=(const IoUring&) = delete;

 private:
  // Shared memory of the ring, unmapped with the object.
  class Shared {
   public:
    Shared() = default;
    ~Shared();
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    void Map(Napi::Env env, int fd, size_t length, uint64_t offset);
    template <typename Type>
    Type* At(size_t offset) const {
      return reinterpret_cast<Type*>(start_ + offset);
    }

   private:
    uint8_t* start_ = nullptr;
    size_t length_ = 0;
  };

  // One request, and where its bytes go until it has completed.
  struct Read {
    io_uring_sqe entry = {};
    std::vector<Buffer> buffers;
    std::vector<iovec> vectors;
    int32_t result = 0;
  };

  Napi::Value RegisterFiles(const Napi::CallbackInfo& info);
  Napi::Value RegisterBuffers(const Napi::CallbackInfo& info);
  Napi::Value ReadAll(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);

  void Prepare(Napi::Object wanted, Read& read);
  void Submit(Napi::Env env, const std::vector<std::unique_ptr<Read>>& reads);
  uint32_t Reap(const std::vector<std::unique_ptr<Read>>& reads);
  Napi::Value Result(Napi::Env env, const Read& read) const;
  void CheckOpen(Napi::Env env) const;

  int fd_ = -1;
  bool has_files_ = false;
  io_uring_params params_ = {};
  Shared submissions_;
  Shared completions_;
  Shared entries_;
  std::vector<Buffer> registered_;
};

}  // namespace cfsbench
