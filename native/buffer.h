// SPDX-License-Identifier: MIT
// Memory that a system call writes into, freed when it goes out of scope.
#pragma once

#include <napi.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace cfsbench {

// Aligned for files opened with O_DIRECT, and not cleared: ToValue() copies only what the call said that it wrote.
class Buffer {
 public:
  Buffer(Napi::Env env, size_t size) : env_(env), size_(size) {
    // aligned_alloc(3) wants a multiple of the alignment; of no bytes there is still an address.
    const size_t rounded = (size / kAlignment + 1) * kAlignment;
    memory_.reset(static_cast<uint8_t*>(std::aligned_alloc(kAlignment, rounded)));
    if (!memory_) throw Napi::Error::New(env, "Expected " + std::to_string(size) + " bytes of memory, got none");
  }

  uint8_t* data() { return memory_.get(); }
  const uint8_t* data() const { return memory_.get(); }
  char* chars() { return reinterpret_cast<char*>(memory_.get()); }
  size_t size() const { return size_; }

  Napi::Value ToValue(size_t length) const {
    return Napi::Buffer<uint8_t>::Copy(env_, memory_.get(), length);
  }

 private:
  static constexpr size_t kAlignment = 4096;

  struct Free {
    void operator()(uint8_t* memory) const { std::free(memory); }
  };

  Napi::Env env_;
  size_t size_;
  std::unique_ptr<uint8_t, Free> memory_;
};

}  // namespace cfsbench
